"""An invoice names its client by the tax number and the address that the contact has, in all of its forms."""

import base64
import io
import re
import zlib

import pypdf
import pytest

from tests.api import call
from tests.invoices.world import draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")
OFFICE = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona", "province": "Girona"}


def client(**about):
    return str(call("contacts.create", {"type": "company", "name": "Empresa ABC S.L.", **about}).data["id"])


def export(made, wanted):
    answer = call("invoices.export", {"id": made["id"], "format": wanted})
    assert answer.status == 200, answer.error
    return base64.b64decode(answer.data["content_base64"])


def record(table):
    return re.sub(r">\s+<", "><", zlib.decompress(records(table)[-1]["xml"]).decode())


def test_every_form_has_the_contacts_own_number_and_address(table):
    settled(verifactu="prepared")
    stale = {"nif": "A58818501", "street": "Carrer Vell, 1", "city": "Olot"}
    buyer = client(tax_id={"number": "B-12.345.674"}, addresses=[OFFICE], custom_fields=stale)
    made = issued(buyer, line_items=[line(unit_price=5000)])
    assert made["client"]["nif"] == "B12345674"
    page = pypdf.PdfReader(io.BytesIO(export(made, "pdf"))).pages[0].extract_text()
    assert all(text in page for text in ("B12345674", "Carrer Nou, 2", "17001 Girona"))
    assert "Vell" not in page
    for wanted in ("facturae", "ubl"):
        written = export(made, wanted).decode()
        assert all(text in written for text in ("B12345674", "Carrer Nou, 2", "17001", "Girona")), wanted
        assert not any(text in written for text in ("A58818501", "Olot")), wanted
    assert "<sf:NIF>B12345674</sf:NIF>" in record(table)


@pytest.mark.parametrize("name", ["nif", "NIF", "N.I.F.", "Cif"])
def test_custom_fields_are_read_without_case_and_punctuation(name):
    settled()
    buyer = client(
        custom_fields={name: "B12345674", "Street": "Carrer Nou, 2", "Postal code": "17001", "CITY": "Girona"}
    )
    made = issued(buyer, line_items=[line(unit_price=5000)])
    assert made["client"]["nif"] == "B12345674"
    assert b"Carrer Nou, 2" in export(made, "facturae")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ca", "El client no té NIF, obligatori en una factura de més de 400 euros."),
        ("es", "El cliente no tiene NIF, obligatorio en una factura de más de 400 euros."),
        ("en", "The client has no tax number, which an invoice above 400 euros must have."),
    ],
)
def test_what_is_missing_is_named_by_its_path_in_the_callers_language(language, said):
    settled()
    made = draft(client(), line_items=[line(unit_price=5000)])
    spoken = {"headers": {"Accept-Language": language}}
    refused = call("invoices.issue", {"id": made["id"]}, **spoken)
    assert (refused.status, refused.error["details"]["field"]) == (422, "contact.tax_id.number")
    assert refused.error["message"].startswith(said)
    assert "tax_id.number" in refused.error["message"]
    states = call("invoices.validate", {"id": made["id"], "channels": ["pdf", "facturae"]}, **spoken).data["channels"]
    pdf, facturae = ({each["field"]: each["message"] for each in state["missing"]} for state in states)
    number, address = "contact.tax_id.number", "contact.addresses[0]."
    assert {number, f"{address}street", f"{address}city"} <= pdf.keys()
    assert {number, f"{address}street", f"{address}city", f"{address}postal_code"} <= facturae.keys()
    assert all(
        field.removeprefix("contact.") in message for field, message in facturae.items() if field.startswith("contact.")
    )


@pytest.mark.parametrize(
    ("contact", "identified"),
    [
        (
            {"tax_id": {"number": "303265045", "country": "FR", "type": "passport"}},
            ("FR", "03", "303265045"),
        ),
        (
            {"tax_id": {"number": "40303265045", "country": "FR"}},
            ("FR", "02", "FR40303265045"),
        ),
        (
            {"type": "person", "tax_id": {"number": "12AB34567", "country": "FR"}},
            ("FR", "04", "12AB34567"),
        ),
        (
            {"type": "person", "custom_fields": {"nif": "12AB34567", "country": "FR"}},
            ("FR", "04", "12AB34567"),
        ),
        (
            {"type": "person", "custom_fields": {"vat": "40303265045", "country": "FR"}},
            ("FR", "02", "FR40303265045"),
        ),
        (
            {"custom_fields": {"nif": "DE136695976", "country": "DE"}},
            ("DE", "02", "DE136695976"),
        ),
        (
            {"tax_id": {"number": "R-1", "country": "MA", "type": "residence_certificate"}},
            ("MA", "05", "R1"),
        ),
        (
            {"tax_id": {"number": "X1", "country": "MA", "type": "other"}},
            ("MA", "06", "X1"),
        ),
        (
            {"tax_id": {"number": "B12345674", "type": "unregistered"}},
            ("ES", "07", "B12345674"),
        ),
    ],
)
def test_a_record_says_what_the_clients_number_is(contact, identified, table):
    settled(verifactu="prepared")
    issued(client(**{"type": "company", "name": "Jean Dupont", **contact}), line_items=[line(unit_price=5000)])
    country, kind, number = identified
    expected = f"<sf:CodigoPais>{country}</sf:CodigoPais><sf:IDType>{kind}</sf:IDType><sf:ID>{number}</sf:ID>"
    assert expected in record(table)


def test_a_private_persons_number_is_a_vat_number_nowhere():
    settled()
    address = {"street": "Rue du Port, 4", "postal_code": "66000", "city": "Perpinyà", "country": "FR"}
    buyer = client(
        type="person", name="Jean Dupont", tax_id={"number": "12AB34567", "country": "FR"}, addresses=[address]
    )
    made = issued(buyer, line_items=[line(unit_price=5000)])
    assert "warnings" not in made or "nif_checksum" not in [each["code"] for each in made["warnings"]]
    assert "FR12AB34567" not in export(made, "facturae").decode()
    ubl = export(made, "ubl").decode()
    assert "FR12AB34567" not in ubl
    assert "Document d’identitat: 12AB34567" in pypdf.PdfReader(io.BytesIO(export(made, "pdf"))).pages[0].extract_text()
