"""Fields that contradict each other are told, and somebody is asked to look."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis.checks import Check, checks, needs_review
from bivelio_core.documents.analysis.extraction import extract_by_rules, extract_structured
from bivelio_core.documents.analysis.fields import Field, Fields
from bivelio_core.documents.analysis.reader import read

from tests.documents import texts
from tests.documents.files import INVOICE_TEXT, pdf, ubl
from tests.there import there

EVERYTHING = (
    "invoice_number",
    "date",
    "total",
    "subtotal",
    "tax",
    "tax_rate",
    "line_items",
    "issuer",
    "recipient",
    "iban",
)


def with_values(**values: object) -> Fields:
    """The fields of the Catalan invoice, some changed."""
    read_fields = extract_by_rules(read(pdf([INVOICE_TEXT])), EVERYTHING)
    changed = {name: replace(read_fields[name], value=value) for name, value in values.items()}
    return replace(read_fields, by_name={**read_fields.by_name, **changed})


def failed(fields: Fields) -> set[str]:
    """The names of the checks that fail."""
    return {check.name for check in checks(fields) if not check.passed}


def test_a_whole_invoice_passes_every_check():
    fields = with_values()
    assert {check.name for check in checks(fields)} == {
        "lines_total", "tax_amount", "totals", "issuer_nif", "recipient_nif", "iban",
    }  # fmt: skip
    assert failed(fields) == set()
    assert not needs_review(fields, checks(fields))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"total": Decimal("1211.00")}, "lines_total"),
        ({"total": Decimal("1211.00")}, "totals"),
        ({"tax": Decimal("200.00")}, "tax_amount"),
        ({"issuer": {"name": "Proveïdor XYZ, S.L.", "nif": "B12345678"}}, "issuer_nif"),
        ({"recipient": {"name": "Empresa ABC, S.L.", "nif": "12345678A"}}, "recipient_nif"),
        ({"iban": "ES9121000418450200051333"}, "iban"),
    ],
)
def test_a_contradiction_fails_its_check_and_asks_for_a_review(values, name):
    fields = with_values(**values)
    assert name in failed(fields)
    assert needs_review(fields, checks(fields))


def test_a_check_says_what_it_expected():
    (found,) = (check for check in checks(with_values(tax=Decimal("200.00"))) if check.name == "tax_amount")
    assert found == Check("tax_amount", passed=False, expected=Decimal("210.00"), found=Decimal("200.00"))


@pytest.mark.parametrize("name", ["invoice_number", "date", "total"])
def test_a_missing_field_asks_for_a_review(name):
    fields = with_values()
    without = replace(fields, by_name={**fields.by_name, name: Field()})
    assert needs_review(without, checks(without))


def test_a_field_that_is_not_sure_asks_for_a_review():
    fields = with_values()
    unsure = replace(fields, by_name={**fields.by_name, "issuer": replace(fields["issuer"], confidence=0.4)})
    assert needs_review(unsure, checks(unsure))


def test_numbers_of_a_model_are_checked_as_they_come():
    values = {"subtotal": 1000, "tax": "210.00", "tax_rate": 21.0, "total": 1210.5, "line_items": [{"total": "x"}, 3]}
    fields = Fields("model", "invoice", {name: Field(value, 0.9) for name, value in values.items()})
    assert [(check.name, check.passed) for check in checks(fields)] == [("tax_amount", True), ("totals", False)]


def test_a_number_of_a_form_nobody_can_check_is_not_judged():
    assert "issuer_nif" not in {
        check.name for check in checks(with_values(issuer={"name": "X", "nif": "201/113/40209"}))
    }


def test_the_totals_of_an_invoice_as_data_are_recomputed():
    reading = read(ubl())
    fields = there(extract_structured(reading))
    assert all(check.passed for check in checks(fields, reading.invoice))
    invoice = there(reading.invoice)
    wrong = replace(invoice, totals=replace(invoice.totals, lines=Decimal("999.00")), invoices_in_file=2)
    assert {check.name for check in checks(fields, wrong) if not check.passed} == {"lines_total", "one_invoice"}


def test_what_is_withheld_is_not_missing_from_the_total():
    fields = extract_by_rules(texts.reading(texts.SPANISH_INVOICE), [*EVERYTHING, "withheld"])
    assert {check.name for check in checks(fields)} >= {"totals", "lines_total"}
    assert failed(fields) == set()


@pytest.mark.parametrize(
    "number", ["9" * 29, "1e40", "1e999999", "-1e999999", "1e-999999", "0." + "3" * 60, "NaN", 1e308]
)
@pytest.mark.parametrize("name", ["subtotal", "tax_rate", "tax", "total", "withheld", "line_items"])
def test_no_number_of_a_model_is_too_large_to_judge(name, number):
    value = [{"total": number}] if name == "line_items" else number
    fields = with_values(**{name: value})
    assert len(checks(fields)) >= 3


def test_an_amount_of_any_length_in_a_text_is_read():
    text = INVOICE_TEXT.replace("1.210,00", "1" + ".234" * 20 + ",00").replace("1.000,00", "1" + ".234" * 20 + ",00")
    assert text != INVOICE_TEXT
    fields = extract_by_rules(read(pdf([text])), EVERYTHING)
    assert checks(fields)
