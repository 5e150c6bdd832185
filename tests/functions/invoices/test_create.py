"""POST /v1/invoices/create keeps its promises."""

import json
from datetime import datetime
from typing import Any

import pytest
from bivelio_core import clock

from tests.api import call, event, invoke, lose_answers
from tests.invoices.world import LINES, client, draft, line

pytestmark = pytest.mark.usefixtures("table")

SANDBOX = {"environment": "sandbox"}


def refused(status=400, **about):
    """The error of a creation, whose client is fine unless the test names another."""
    answer = call("invoices.create", {"client_id": client(), "line_items": [line()], **about})
    assert answer.status == status, answer
    return answer.error["details"]


def of_line(status=400, **about):
    return refused(status, line_items=[line(**about)])


def test_the_example_of_the_reference_is_answered_as_it_is_documented():
    made = call(
        "invoices.create",
        {
            "client_id": "ct_abc123",
            "issue_date": "2026-04-07",
            "due_date": "2026-05-07",
            "currency": "EUR",
            "line_items": LINES,
            "notes": "Pagament a 30 dies. Transferencia bancaria.",
            "auto_send": False,
        },
        caller=SANDBOX,
    ).data
    expected = {
        "number": "FAC-2026-043",
        "status": "draft",
        "client": {"id": "ct_abc123", "name": "Empresa ABC S.L.", "nif": "B12345678"},
        "subtotal": 3500.00,
        "tax": 735.00,
        "total": 4235.00,
        "currency": "EUR",
        "issue_date": "2026-04-07",
        "due_date": "2026-05-07",
    }
    assert {name: made[name] for name in expected} == expected
    assert [each["total"] for each in made["line_items"]] == [3630.00, 605.00]


def test_the_sdk_form_without_dates_is_issued_today_and_due_after_the_days_of_the_settings():
    with clock.frozen(datetime.fromisoformat("2026-12-31T23:30:00+00:00")):
        made = call("invoices.create", {"client_id": client(), "line_items": LINES[:1]}).data
    assert (made["issue_date"], made["due_date"]) == ("2027-01-01", "2027-01-31"), "the day in Madrid, not in UTC"
    assert (made["number"], made["number_status"], made["total"]) == ("FAC-2027-001", "provisional", 3630.00)


def test_drafts_are_numbered_in_the_order_of_their_creation_in_each_series_and_year():
    who = client()
    asked: list[dict[str, Any]] = [{}, {}, {"series": "SUB"}, {"issue_date": "2025-04-07"}, {}]
    numbers = [draft(who, None, **about)["number"] for about in asked]
    assert numbers == ["FAC-2026-001", "FAC-2026-002", "SUB-2026-001", "FAC-2025-001", "FAC-2026-003"]


def test_the_same_key_makes_one_draft_even_when_the_answer_is_lost(table):
    who = client()
    first = draft(who, headers={"Idempotency-Key": "k1"})
    lose_answers(table)
    again = draft(who, headers={"Idempotency-Key": "k1"})
    assert (again["id"], again["number"]) == (first["id"], first["number"])
    assert draft(who)["number"] == "FAC-2026-002"


def test_amounts_may_be_numbers_or_texts_of_up_to_eight_decimals():
    made = draft(line_items=[line(quantity="1.00000001", unit_price="0.12345678"), line(quantity=1e3, unit_price="3")])
    assert [each["quantity"] for each in made["line_items"]] == [1.00000001, 1000]
    assert made["subtotal"] == 3000.12


def test_a_line_knows_its_category_discount_recargo_and_cause():
    made = draft(
        line_items=[
            line(discount_percent=10, recargo_rate="5.2"),
            line(tax_rate=0, tax_category="exempt", exemption_reason="Art. 20 LIVA"),
            {"description": "Sense tipus", "quantity": 2, "unit_price": 10},
        ],
        irpf_rate=15,
    )
    assert made["tax_breakdown"] == [
        {
            "tax_category": "standard",
            "tax_rate": 21.0,
            "base": 90.0,
            "tax_amount": 18.9,
            "recargo_rate": 5.2,
            "recargo_amount": 4.68,
        },
        {
            "tax_category": "exempt",
            "tax_rate": 0.0,
            "base": 100.0,
            "tax_amount": 0.0,
            "exemption_cause": "E1",
            "exemption_reason": "Art. 20 LIVA",
        },
        {"tax_category": "standard", "tax_rate": 21.0, "base": 20.0, "tax_amount": 4.2},
    ]
    assert (made["subtotal"], made["tax"], made["total"]) == (210.0, 27.78, 237.78)
    assert (made["irpf_amount"], made["amount_due"]) == (31.5, 206.28)


def test_a_thousand_lines_are_kept_whole():
    lines = [line(description=f"Línia {number}", quantity=number + 1) for number in range(1_000)]
    made = draft(line_items=lines)
    found = call("invoices.get", {"id": made["id"]}).data
    assert [each["quantity"] for each in found["line_items"]] == list(range(1, 1_001))
    listed = call("invoices.list").data["invoices"][0]
    assert (listed["line_count"], listed["total"]) == (1_000, made["total"])
    assert 0 < len(listed["line_items"]) < 1_000


@pytest.mark.parametrize("field", ["quantity", "unit_price"])
@pytest.mark.parametrize(
    ("value", "constraint"),
    [
        (0.1 + 0.2, "inexact_number"),
        (123456789.12345678, "inexact_number"),
        ("1e3", "format"),
        ("NaN", "format"),
        ("-0", "format"),
        ("1,5", "format"),
        ("0.123456789", "max_decimals"),
        ("1." + "0" * 29 + "1", "max_decimals"),
        (1e28, "maximum"),
        (10**29, "maximum"),
        (-1e30, "minimum"),
        ("1" * 30, "maximum"),
        (True, "type"),
        (10**12 + 1, "maximum"),
        ("1000000000001", "maximum"),
    ],
)
def test_a_number_that_is_not_exact_is_refused(field, value, constraint):
    details = of_line(**{field: value})
    assert (details["field"], details["constraint"]) == (f"line_items[0].{field}", constraint)


def test_quantity_and_price_may_not_be_null():
    assert of_line(quantity=None)["constraint"] == "type"
    assert of_line(unit_price=None)["constraint"] == "required"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-0.0"])
def test_what_json_cannot_say_or_nobody_means_is_refused(text):
    body = json.dumps({"data": {"client_id": client(), "line_items": [line(quantity=7.25)]}}).replace("7.25", text)
    answer = invoke("invoices/create", event(body))
    assert answer.status == 400, answer
    assert answer.error["details"]["field"] in {"body", "line_items[0].quantity"}


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"quantity": 0}, "quantity", "not_zero"),
        ({"tax_rate": 13}, "tax_rate", "tax_rate"),
        ({"tax_rate": 21, "tax_category": "exempt"}, "tax_rate", "category_rate"),
        ({"tax_rate": 0, "tax_category": "standard"}, "tax_rate", "category_rate"),
        ({"recargo_rate": "1.4"}, "recargo_rate", "recargo_rate"),
        ({"exemption_cause": "E1"}, "exemption_cause", "category_rate"),
        ({"quantity": 10**12, "unit_price": 10**12}, "unit_price", "total_maximum"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_place(about, field, constraint):
    details = of_line(422, **about)
    assert (details["field"], details["constraint"]) == (f"line_items[0].{field}", constraint)


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"tax_category": "igic"}, "tax_category", "tax_regime"),
        ({"tax_category": "vat"}, "tax_category", "choice"),
        ({"description": "\u202egnp.exe"}, "description", "direction_characters"),
        ({"description": ""}, "description", "min_length"),
        ({"description": "a" * 1_001}, "description", "max_length"),
        ({"discount_percent": 101}, "discount_percent", "maximum"),
    ],
)
def test_a_malformed_line_is_refused_by_its_place(about, field, constraint):
    details = of_line(**about)
    assert (details["field"], details["constraint"]) == (f"line_items[0].{field}", constraint)


def test_every_fault_is_named_in_the_callers_language():
    answer = call(
        "invoices.create",
        {"client_id": client(), "line_items": [line(quantity=0), line(tax_rate=13)]},
        headers={"Accept-Language": "es"},
    )
    messages = [each["message"] for each in answer.error["details"]["errors"]]
    assert messages == [
        "El campo 'line_items[0].quantity' no puede ser cero.",
        "El campo 'line_items[1].tax_rate' no es un tipo de IVA vigente ese día: 21, 10, 4, 0.",
    ]


@pytest.mark.parametrize(
    ("about", "status", "field", "constraint"),
    [
        ({"line_items": []}, 400, "line_items", "min_items"),
        ({"line_items": [line()] * 1_001}, 400, "line_items", "max_items"),
        ({"client_id": None}, 400, "client_id", "required"),
        ({"client_id": "ct_none"}, 422, "client_id", "not_found"),
        ({"currency": "XAU"}, 400, "currency", "currency"),
        ({"issue_date": "2026-04-07", "due_date": "2026-04-06"}, 422, "due_date", "due_before_issue"),
        ({"issue_date": "2026-04-31"}, 400, "issue_date", "type"),
        ({"series": "R"}, 422, "series", "reserved_series"),
        ({"series": "f/1"}, 400, "series", "format"),
        ({"irpf_rate": 3}, 422, "irpf_rate", "choice"),
        ({"discount": {}}, 422, "discount.percent", "one_of"),
        ({"discount": {"percent": 5, "amount": 5}}, 422, "discount.percent", "one_of"),
        ({"discount": {"amount": "100.01"}}, 422, "discount.amount", "discount_maximum"),
        ({"notes": "a\x00b"}, 400, "notes", "control_characters"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_its_field(about, status, field, constraint):
    details = refused(status, **about)
    assert (details["field"], details["constraint"]) == (field, constraint)


def test_an_archived_client_is_refused_and_nothing_is_written():
    who = client()
    call("contacts.archive", {"id": who})
    details = refused(422, client_id=who)
    assert (details["field"], details["constraint"]) == ("client_id", "archived")
    assert call("invoices.list").data["pagination"]["total"] == 0
    assert draft()["number"] == "FAC-2026-001", "no number was used up"


def test_wrong_check_digits_and_a_client_without_tax_number_are_only_warned_of():
    wrong, without = draft(client(nif="B12345678")), draft(client(nif=None))
    assert [each["code"] for each in wrong["warnings"]] == ["nif_checksum"]
    assert [each["code"] for each in without["warnings"]] == ["client_without_nif"]


def test_a_reader_cannot_create():
    answer = call("invoices.create", {"client_id": "ct_abc123", "line_items": LINES}, caller={"scopes": "read"})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
