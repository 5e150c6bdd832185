"""Which category an operation may have: the table of the law, written by hand, and what requests are answered by it."""

from itertools import product
from typing import Any

import pytest
from bivelio_core.invoices import categories
from bivelio_core.invoices.categories import KINDS, NUMBERS, PLACES, Client, Operation

from tests.api import call

from .world import draft, issued, line, settled

CODES = {
    ".": None,
    "V": "vat_number_needed",
    "G": "goods_only",
    "H": "export_at_home",
    "E": "export_within_eu",
    "S": "export_of_services",
    "P": "reverse_charge_private",
    "I": "reverse_charge_islands",
    "C": "reverse_charge_goods",
    "L": "rule_of_place_needed",
}
FREE = "... ... ... ... ..."
"""Each group is a place (IVA, Canaries, Ceuta and Melilla, EU, beyond); its letters: goods, services, nothing said."""
EVERYBODY = ("nif", "eu_vat", "malformed_vat", "private", "foreign", "none")

BY_LAW: dict[tuple[str, str | None], dict[tuple[str, ...], str]] = {
    ("standard", None): {EVERYBODY: FREE},
    ("zero", None): {EVERYBODY: FREE},
    ("exempt", "E1"): {EVERYBODY: FREE},
    ("exempt", "E2"): {EVERYBODY: FREE},
    ("exempt", "E3"): {EVERYBODY: FREE},
    ("exempt", "E4"): {EVERYBODY: FREE},
    ("exempt", "E6"): {EVERYBODY: FREE},
    ("not_subject", None): {EVERYBODY: FREE},
    ("export", "E3"): {EVERYBODY: FREE},
    ("export", "E2"): {EVERYBODY: "HHH .S. .S. EEE .S."},
    ("intra_eu", "E5"): {
        ("eu_vat",): ".G. .G. .G. .G. .G.",
        ("nif", "malformed_vat", "private", "foreign", "none"): "VGV VGV VGV VGV VGV",
    },
    ("exempt", "E5"): {
        ("eu_vat",): ".G. .G. .G. .G. .G.",
        ("nif", "malformed_vat", "private", "foreign", "none"): "VGV VGV VGV VGV VGV",
    },
    ("reverse_charge", None): {
        ("nif", "eu_vat", "malformed_vat", "foreign", "none"): "... III III C.. C..",
        ("private",): "PPP PPP PPP PPP PPP",
    },
    ("outside_territory", None): {
        ("nif", "eu_vat", "malformed_vat", "foreign"): "LLL L.. L.. L.. L..",
        ("private",): "LLL LLL LLL LLL LLL",
        ("none",): "LLL L.. L.. LLL L..",
    },
}
SAID_WHY = {"E": ".", "I": ".", "C": ".", "L": "."}
"""What a reason on the line makes right; S too, but where the client is at home."""


def cases() -> list[tuple[Operation, str, str, str | None, str | None]]:
    found: list[tuple[Operation, str, str, str | None, str | None]] = []
    for (category, cause), rows in BY_LAW.items():
        for numbers, row in rows.items():
            groups = zip(PLACES, row.split(), strict=True)
            for number, (place, letters), has_reason in product(numbers, groups, (False, True)):
                for kind, letter in zip((*KINDS, None), letters, strict=True):
                    said = {**SAID_WHY, "S": "."}.get(letter, letter) if has_reason else letter
                    found.append((Operation(category, cause, has_reason), place, number, kind, CODES[said]))
    return found


def test_the_table_is_that_of_the_law():
    wrong = []
    for operation, place, number, kind, expected in cases():
        refused = categories.refusal(operation, Client((place,), (number,)), kind)  # type: ignore[arg-type]
        if (refused.code if refused else None) != expected:
            wrong.append((operation, place, number, kind, expected, refused))
    assert wrong == []
    rows = len(PLACES) * len(NUMBERS) * 3 * 2
    assert len(cases()) == len(BY_LAW) * rows, "every place, number, kind and category is in the table"


def test_what_is_not_known_yet_of_a_client_refuses_nothing_that_may_become_right():
    anybody = Client()
    for operation in (Operation("intra_eu", "E5"), Operation("export", "E2"), Operation("outside_territory")):
        assert categories.refusal(operation, anybody, None) is None
    assert categories.refusal(Operation("intra_eu", "E5"), anybody, "services") is not None


def contact(**about: Any) -> str:
    return str(call("contacts.create", {"type": "company", "name": "Client", **about}).data["id"])


def at(country: str, postal_code: str, number: str, number_type: str = "nif") -> str:
    address = {"street": "Carrer 1", "postal_code": postal_code, "city": "Ciutat", "country": country}
    tax_id = {"number": number, "country": country, "type": number_type}
    return contact(addresses=[address], tax_id=tax_id)


def barcelona() -> str:
    return at("ES", "08001", "B12345674")


def tenerife() -> str:
    return at("ES", "38001", "B12345674")


def berlin() -> str:
    return at("DE", "10115", "DE811907980", "eu_vat")


def berliner() -> str:
    return at("DE", "10115", "L01X00T47", "national_id")


def boston() -> str:
    return at("US", "02108", "12-3456789", "national_id")


UNTAXED: dict[str, Any] = {"tax_rate": 0}
WRONG = {
    "a VAT number is needed": (barcelona, {"tax_category": "intra_eu"}, "vat_number_needed", "LIVA, art. 25"),
    "by its cause too": (
        berliner,
        {"tax_category": "exempt", "exemption_cause": "E5"},
        "vat_number_needed",
        "LIVA, art. 25",
    ),
    "services within the EU": (
        berlin,
        {"tax_category": "intra_eu", "kind": "services"},
        "goods_only",
        "LIVA, art. 25",
    ),
    "an export to Barcelona": (barcelona, {"tax_category": "export"}, "export_at_home", "LIVA, art. 21"),
    "an export to Berlin": (berlin, {"tax_category": "export", "kind": "goods"}, "export_within_eu", "art. 21"),
    "an export of advice": (boston, {"tax_category": "export", "kind": "services"}, "export_of_services", "art. 21.5"),
    "a private person": (berliner, {"tax_category": "reverse_charge"}, "reverse_charge_private", "LIVA, art. 84"),
    "services to Tenerife": (
        tenerife,
        {"tax_category": "reverse_charge", "kind": "services"},
        "reverse_charge_islands",
        "69",
    ),
    "goods to Boston": (boston, {"tax_category": "reverse_charge", "kind": "goods"}, "reverse_charge_goods", "21"),
    "not outside": (barcelona, {"tax_category": "outside_territory"}, "rule_of_place_needed", "LIVA, art. 68"),
    "a private person's service": (
        berliner,
        {"tax_category": "outside_territory", "kind": "services"},
        "rule_of_place_needed",
        "LIVA, art. 69",
    ),
}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_a_category_that_does_not_fit_is_refused_with_its_article_in_the_callers_language(language):
    said = {}
    for name, (who, about, code, article) in WRONG.items():
        answer = call(
            "invoices.create",
            {"client_id": who(), "line_items": [line(), line(**UNTAXED, **about)]},
            headers={"Accept-Language": language},
        )
        details = answer.error["details"]
        assert (answer.status, details["field"], details["constraint"]) == (422, "line_items[1].tax_category", code), (
            name
        )
        assert article in answer.error["message"], name
        said[code] = answer.error["message"]
    assert len(set(said.values())) == len(said)
    language_mark = {"ca": "lliga", "es": "encaja", "en": "does not fit"}[language]
    assert language_mark in said["export_at_home"]
    assert call("invoices.list").data["pagination"]["total"] == 0


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("who", "about"),
    [
        (berlin, {"tax_category": "intra_eu", "kind": "goods"}),
        (berlin, {"tax_category": "outside_territory", "kind": "services"}),
        (berlin, {"tax_category": "reverse_charge"}),
        (boston, {"tax_category": "reverse_charge"}),
        (boston, {"tax_category": "outside_territory", "kind": "services"}),
        (boston, {"tax_category": "export"}),
        (tenerife, {"tax_category": "export", "kind": "goods"}),
        (tenerife, {"tax_category": "outside_territory", "kind": "services"}),
        (tenerife, {"tax_category": "reverse_charge", "exemption_reason": "article 84.Uno.2.f (obra a Madrid)"}),
        (barcelona, {"tax_category": "reverse_charge"}),
        (barcelona, {"tax_category": "not_subject"}),
        (barcelona, {"tax_category": "outside_territory", "exemption_reason": "article 70.Uno.1 (local a París)"}),
        (barcelona, {"tax_category": "exempt", "exemption_cause": "E2"}),
    ],
)
def test_what_fits_is_issued(who, about):
    settled()
    made = issued(who(), line_items=[line(**UNTAXED, **about)])
    assert (made["status"], made["tax"]) == ("pending", 0)
    assert made["line_items"][0].get("kind") == about.get("kind")


@pytest.mark.usefixtures("table")
def test_a_cause_of_another_category_is_refused():
    answer = call(
        "invoices.create",
        {"client_id": berlin(), "line_items": [line(**UNTAXED, tax_category="intra_eu", exemption_cause="E1")]},
    )
    details = answer.error["details"]
    assert (answer.status, details["constraint"]) == (422, "cause_of_category")
    assert "E5" in answer.error["message"]


@pytest.mark.usefixtures("table")
def test_a_simplified_invoice_has_no_operation_that_names_its_recipient():
    answer = call(
        "invoices.create",
        {"document_type": "simplified", "line_items": [line(**UNTAXED, tax_category="reverse_charge")]},
    )
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_simplified")


@pytest.mark.usefixtures("table")
def test_a_draft_may_wait_for_its_clients_number_and_is_not_issued_without_it():
    settled()
    who = contact(addresses=[{"street": "Weg 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}])
    made = draft(who, line_items=[line(**UNTAXED, tax_category="intra_eu")])
    call("contacts.update", {"id": who, "tax_id": {"number": "DE000000000", "country": "DE", "type": "eu_vat"}})
    refused = call("invoices.issue", {"id": made["id"]})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "vat_number_needed")
    states = call("invoices.validate", {"id": made["id"]}).data["channels"]
    for state in states:
        told = {each["code"]: each for each in state["missing"]}["vat_number_needed"]
        assert (told["field"], told["call"]) == ("line_items[0].tax_category", "/contacts/update")
        assert "LIVA, art. 25" in told["message"]
    call("contacts.update", {"id": who, "tax_id": {"number": "DE811907980", "country": "DE", "type": "eu_vat"}})
    assert call("invoices.issue", {"id": made["id"]}).status == 200


@pytest.mark.usefixtures("table")
def test_a_spanish_client_without_an_address_may_turn_out_to_be_in_the_canaries():
    who = contact(tax_id={"number": "B12345674"})
    assert draft(who, line_items=[line(**UNTAXED, tax_category="export")])["status"] == "draft"


@pytest.mark.usefixtures("table")
def test_a_preview_and_a_rectification_refuse_what_a_draft_would():
    settled()
    wrong = {"line_items": [line(**UNTAXED, tax_category="export")]}
    assert (
        call("invoices.preview", {"client_id": barcelona(), **wrong}).error["details"]["constraint"] == "export_at_home"
    )
    made = issued(barcelona(), line_items=[line(), line(**UNTAXED, tax_category="not_subject")])
    asked = {"id": made["id"], "reason": "Error"}
    refused = call("invoices.rectify", {**asked, **wrong})
    assert refused.error["details"]["constraint"] == "export_at_home"
    assert call("invoices.rectify", asked).status == 200
