"""What goes through Peppol keeps the rules of Peppol BIS Billing 3.0 and of EN 16931, and names both participants."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice, Party, Payment
from bivelio_core.invoices.peppol import document, participants, routing
from bivelio_core.invoices.peppol.participants import Participant
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.samples import needs_samples

from .papers import BUYER, SELLER, invoice
from .random_papers import AMERICAN, GERMAN, GREEK, random_invoice
from .schemas import broken_rules, faults, schema_of_ubl
from .test_exports import KINDS, SPANISH_ONLY

GLN = {"custom_fields": {"peppol_id": "0088:7300010000001"}}
TYPES = {"Invoice": {"380"}, "CreditNote": {"381"}}
"""What BIS has for those who are not both German (P0100, P0101, P0112), of the types that we write."""


def sent(made: PaperInvoice, contact: Mapping[str, Any] | None = None) -> str:
    """The document of an invoice with an order, from its seller to its buyer or to a contact's own number."""
    parties = routing.parties(made, contact)
    assert isinstance(parties, routing.Parties)
    return document.write(replace(made, reference=made.reference or "PO-2026-1"), *parties).decode()


def values(text: str, name: str) -> list[str]:
    """The texts of the elements of a name."""
    return re.findall(rf"<{name}(?: [^>]*)?>([^<]*)</{name}>", text)


def check(made: PaperInvoice) -> None:
    """Schema, CEN's rules without a warning, and what BIS asks for beyond them."""
    text = sent(made, GLN)
    root = "CreditNote" if "<CreditNote" in text else "Invoice"
    assert faults(schema_of_ubl(is_credit_note=root == "CreditNote"), text.encode()) == []
    assert broken_rules(text.encode()) == []
    assert values(text, "cbc:CustomizationID") == [document.CUSTOMIZATION]
    assert values(text, "cbc:ProfileID") == [document.PROCESS]
    assert re.findall(r'<cbc:EndpointID schemeID="([0-9]{4})">', text) == ["9920", "0088"]
    assert len(re.findall(r"^  <cbc:Note>", text, re.MULTILINE)) <= 1, "R002"
    assert "<cac:OrderReference>" in text, "R003"
    assert set(values(text, f"cbc:{root}TypeCode")) <= TYPES[root]


@needs_samples
@pytest.mark.parametrize("made", [*KINDS.values(), *SPANISH_ONLY.values()], ids=[*KINDS, *SPANISH_ONLY])
def test_every_kind_of_invoice_keeps_the_rules_of_peppol_bis(made):
    check(made)


@needs_samples
@examples(10)
@given(st.integers(0, 2**32))
def test_random_invoices_keep_the_rules_of_peppol_bis(seed):
    check(random_invoice(random.Random(seed), can_withhold=True))


def test_the_notes_are_one_and_lose_nothing():
    made = replace(SPANISH_ONLY["IRPF taken back"], notes="Nota pròpia.")
    (note,) = values(sent(made), "cbc:Note")[:1]
    assert note.split("\n")[-1] == "Nota pròpia."
    assert "15" in note


def test_what_corrects_without_taking_back_names_what_it_corrects():
    text = sent(KINDS["correction upwards"])
    assert values(text, "cbc:InvoiceTypeCode") == ["380"]
    assert "FAC-2026-042" in values(text, "cbc:ID")


def test_the_type_by_which_a_receiver_is_registered_is_that_of_the_document():
    name = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##"
    assert document.document_type(invoice()) == f"busdox-docid-qns::{name}{document.CUSTOMIZATION}::2.1"
    assert "CreditNote-2::CreditNote##" in document.document_type(KINDS["credit"])


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (invoice(), ["peppol_reference"]),
        (invoice(reference="1", payment=Payment(method="direct_debit")), ["peppol_mandate"]),
        (invoice(reference="1", is_self_billed=True), ["peppol_self_billed"]),
        (invoice(status="draft", buyer=None), ["draft", "buyer", "peppol_reference"]),
        (replace(KINDS["credit"], reference="1", payment=Payment(method="direct_debit")), []),
    ],
)
def test_what_peppol_asks_for_beyond_en_16931_is_named(made, codes):
    assert [need.code for need in document.missing(made)] == codes
    if codes:
        with pytest.raises(NotExpressible):
            document.write(made, Participant("9920", "ESB65874210"), Participant("0088", "7300010000001"))


@pytest.mark.parametrize(
    ("party", "number"),
    [
        (BUYER, "9920:ESB12345674"),
        (replace(BUYER, nif="es-b12345674"), "9920:ESB12345674"),
        (GERMAN, f"9930:{GERMAN.nif}"),
        (GREEK, "9933:094259216"),
        (Party("Bruxelles SA", "BE0403170701", "eu_vat", country="BE"), "0208:0403170701"),
        (Party("Milano SpA", "IT00743110157", "eu_vat", country="IT"), "0211:IT00743110157"),
        (Party("Paris SA", "FR40303265045", "eu_vat", country="FR"), None),
        (Party("Stockholm AB", "SE556703748501", "eu_vat", country="SE"), None),
        (AMERICAN, None),
        (Party("Nobody"), None),
    ],
)
def test_the_participant_follows_from_a_tax_number_where_a_country_registers_by_it(party, number):
    participant = participants.of_party(party)
    assert (str(participant) if participant else None) == number
    assert participant is None or participants.read(str(participant)) == participant


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0088:7300010000001", True),
        ("iso6523-actorid-upis::0088:7300010000001", True),
        ("0088:7300010000002", False),
        ("0088:730001000000A", False),
        ("0208:0403170701", True),
        ("0208:0403170702", False),
        ("0208:BE0403170701", False),
        ("0202:fatture@pec.example", True),
        ("9999:1", False),
        ("9920", False),
        ("9920:", False),
        ("9920:ES B1", False),
        (f"9920:{'1' * 51}", False),
        ("", False),
    ],
)
def test_an_identifier_is_read_by_its_scheme_and_check_digits(text, is_one):
    assert (participants.read(text) is not None) is is_one


def test_what_the_contact_says_goes_before_its_tax_number():
    parties = routing.parties(invoice(), GLN)
    assert isinstance(parties, routing.Parties)
    assert (str(parties.seller), str(parties.buyer)) == (f"9920:ES{SELLER.nif}", "0088:7300010000001")
    wrong = routing.parties(invoice(), {"custom_fields": {"Peppol ID": "0088:1"}})
    assert [need.code for need in wrong if not isinstance(need, Participant)] == ["peppol_id"]


def test_each_country_has_a_scheme_of_the_list():
    data = json.loads((Path(participants.__file__).parent / "schemes.json").read_text(encoding="utf-8"))
    assert set(data["by_country"].values()) <= set(data["schemes"])
    assert set(data["without_prefix"]) <= set(data["by_country"])
    assert data["source"]
