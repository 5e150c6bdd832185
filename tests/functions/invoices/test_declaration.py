"""POST /v1/invoices/declaration keeps its promises: the declaration of Orden HAC/1177/2024, article 15."""

import base64
import io
import re

import pypdf
import pytest
from bivelio_core.invoices.declaration.wording import VERSIONS
from bivelio_core.invoices.verifactu import producer

from tests.api import call
from tests.invoices import producers
from tests.invoices.producers import PRODUCER
from tests.invoices.world import SELLER, settled

pytestmark = pytest.mark.usefixtures("table")

OF_THE_ORDER = {
    "a": "nombre del sistema informático",
    "b": "código identificador",
    "c": "versión concreta",
    "d": "hardware y software",
    "e": "exclusivamente como «VERI*FACTU»",
    "f": "varios obligados tributarios",
    "g": "tipos de firma",
    "h": "entidad productora",
    "i": "NIF",
    "j": "dirección postal completa",
    "k": "cumplimiento",
    "l": "fecha y lugar",
}
"""What each letter of article 15.1 is about, in its words."""


def declaration(**about):
    return call("invoices.declaration", about).data


def test_it_has_the_items_of_the_order_in_their_order_each_with_a_text(monkeypatch):
    producers.named(monkeypatch)
    found = declaration()
    assert found["title"] == "DECLARACIÓN RESPONSABLE DEL SISTEMA INFORMÁTICO DE FACTURACIÓN"
    assert [item["letter"] for item in found["items"]] == list(OF_THE_ORDER)
    for item in found["items"]:
        assert OF_THE_ORDER[item["letter"]].casefold() in item["heading"].casefold()
        assert item["text"].strip()
        assert f"{item['letter']}) {item['heading']}\n{item['text']}" in found["text"]


def test_it_says_what_the_records_say_and_who_signed_it_when_and_where(monkeypatch):
    producers.named(monkeypatch)
    found = declaration()
    texts = {item["letter"]: item["text"] for item in found["items"]}
    software = producer.software_of()
    assert (texts["a"], texts["b"], texts["c"]) == (software.name, software.code, software.version)
    assert (texts["h"], texts["i"], texts["j"]) == (PRODUCER["name"], PRODUCER["nif"], PRODUCER["address"])
    assert (software.producer, software.producer_nif) == (PRODUCER["name"], PRODUCER["nif"])
    assert texts["e"].startswith("Sí") is software.is_only_verifactu
    for law in ("29.2.j)", "1007/2023", "HAC/1177/2024", "sede electrónica"):
        assert law in texts["k"]
    assert texts["l"] == "1 de diciembre de 2026. Barcelona, España."
    assert found["signed_on"] == "2026-12-01"
    assert found["is_signed"]
    assert "sif@example.com" in found["text"]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_a_platform_without_a_producer_says_in_each_language_that_nobody_signed(monkeypatch, language):
    monkeypatch.setenv("PRODUCER", "")
    found = declaration(language=language)
    assert not found["is_signed"]
    assert "signed_on" not in found
    assert re.search("DEMOSTRACI|DEMONSTRATION", found["text"])
    assert "B00000000" not in found["text"]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_pdf_says_the_same(monkeypatch, language):
    producers.named(monkeypatch)
    found = declaration(format="pdf", language=language)
    again = declaration(format="pdf", language=language)
    assert found["content_base64"] == again["content_base64"]
    pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(found["content_base64"]))).pages
    said = squeezed("".join(page.extract_text() for page in pages))
    for item in found["items"]:
        assert squeezed(item["heading"]) in said
        assert squeezed(item["text"])[:200] in said


def squeezed(text):
    return re.sub(r"[\s\u00ad]+", "", text)


def test_each_version_has_its_declaration_and_another_has_none(monkeypatch):
    producers.named(monkeypatch)
    assert producer.VERSION in VERSIONS
    for version in VERSIONS:
        assert declaration(version=version)["version"] == version
    assert declaration()["versions"] == list(VERSIONS)
    answer = call("invoices.declaration", {"version": "0.1"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "version")


def test_it_tells_who_issues_by_this_account():
    assert declaration()["issuer"] == {"verifactu": "off"}
    settled(verifactu="prepared")
    assert declaration()["issuer"] == {
        "legal_name": SELLER["legal_name"],
        "nif": SELLER["nif"],
        "verifactu": "prepared",
    }
