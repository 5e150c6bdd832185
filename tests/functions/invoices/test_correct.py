"""POST /v1/invoices/correct keeps its promises."""

import json

import pytest

from tests.api import OTHER_ORGANISATION, ROOT, call, lose_answers
from tests.invoices.world import draft

pytestmark = pytest.mark.usefixtures("table")
XML = json.loads((ROOT / "docs/examples/invoices/receive.json").read_text(encoding="utf-8"))["request"]["data"]["xml"]
WRONG = XML.replace(
    'currencyID="EUR">121.00</cbc:TaxInclusiveAmount>', 'currencyID="EUR">112.00</cbc:TaxInclusiveAmount>'
)
RATES = [
    {"tax_rate": 21, "base": 200.00, "tax_amount": 42.00},
    {"tax_rate": 10, "base": 50.00, "tax_amount": 5.00},
]


def received(xml=XML):
    """The id of a received invoice."""
    return call("invoices.receive", {"xml": xml}).data["id"]


def correct(invoice_id, **data):
    return call("invoices.correct", {"id": invoice_id, "reason": "Llegida malament", **data})


def test_totals_by_rate_replace_what_was_read_and_that_stays_readable():
    invoice_id = received(WRONG)
    before = call("invoices.get", {"id": invoice_id}).data
    assert before["needs_review"] is True
    corrected = correct(invoice_id, tax_breakdown=RATES, line_items=[], irpf_amount=37.5, due_date=None).data
    assert [corrected[name] for name in ("subtotal", "tax", "total", "irpf_amount", "amount_due")] == [
        *(250.0, 47.0, 297.0, 37.5, 259.5),
    ]
    assert (corrected["needs_review"], "review_reasons" in corrected, "due_date" in corrected) == (False, False, False)
    assert [(each["tax_rate"], each["base"]) for each in corrected["tax_breakdown"]] == [(21.0, 200.0), (10.0, 50.0)]
    assert (corrected["original"]["total"], corrected["original"]["due_date"]) == (112.0, "2026-05-03")
    assert corrected["original"]["line_items"][0]["description"] == "Paper A4"
    assert corrected["original"]["review_reasons"] == before["review_reasons"]
    (correction,) = corrected["corrections"]
    assert (correction["by"], correction["reason"]) == ("api_key:key_test", "Llegida malament")
    assert {"total", "tax_breakdown", "line_items", "irpf_amount", "due_date"} <= set(correction["fields"])
    assert call("invoices.get", {"id": invoice_id}).data == corrected


def test_lines_give_the_totals_by_rate():
    lines = [
        {"description": "Paper", "quantity": 3, "unit_price": "33.333", "tax_rate": 21},
        {"description": "Llibre", "quantity": 1, "unit_price": 20, "tax_rate": 4},
    ]
    corrected = correct(received(), line_items=lines).data
    assert (corrected["subtotal"], corrected["tax"], corrected["total"]) == (120.0, 21.8, 141.8)
    assert [(each["tax_rate"], each["tax_amount"]) for each in corrected["tax_breakdown"]] == [(21.0, 21.0), (4.0, 0.8)]
    assert [each["net"] for each in corrected["line_items"]] == [100.0, 20.0]


def test_a_second_correction_keeps_the_first_original():
    invoice_id = received()
    correct(invoice_id, number="P-118")
    corrected = correct(invoice_id, issue_date="2026-04-02", reason="La data també").data
    assert [each["fields"] for each in corrected["corrections"]] == [["number"], ["issue_date"]]
    assert (corrected["original"]["number"], corrected["number"]) == ("P-2026-118", "P-118")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"total": 122}, "total"),
        ({"tax_breakdown": [{"tax_rate": 21, "base": 100, "tax_amount": 20}]}, "tax_breakdown[0].tax_amount"),
        ({"tax_breakdown": RATES}, "line_items"),
        ({"tax_breakdown": RATES, "line_items": [], "total": 300}, "total"),
        ({"due_date": "2026-01-01"}, "due_date"),
    ],
)
def test_what_does_not_add_up_is_refused_and_changes_nothing(data, field):
    invoice_id = received()
    before = call("invoices.get", {"id": invoice_id}).data
    answer = correct(invoice_id, **data)
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert call("invoices.get", {"id": invoice_id}).data == before


def test_an_invoice_that_itself_does_not_add_up_is_kept_as_it_is():
    invoice_id = received(WRONG)
    refused = correct(invoice_id, reason="És així")
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "sum_differs")
    confirmed = correct(invoice_id, reason="És així", allow_difference=True).data
    assert (confirmed["needs_review"], confirmed["total"], confirmed["corrections"][0]["fields"]) == (False, 112.0, [])


def test_another_number_is_free_again_and_one_in_use_is_refused():
    invoice_id, other = received(), received(XML.replace("P-2026-118", "P-2026-119"))
    answer = correct(invoice_id, number="p-2026-119")
    assert (answer.status, answer.error["details"]) == (409, {"reason": "received_before", "invoice_id": other})
    assert correct(invoice_id, number="P-2026-120").status == 200
    assert call("invoices.receive", {"xml": XML}).status == 200
    assert call("invoices.receive", {"xml": XML.replace("P-2026-118", "P-2026-120")}).status == 409


def test_another_supplier_is_a_contact_of_the_organisation():
    invoice_id = received()
    who = call(
        "contacts.create", {"type": "company", "name": "Copisteria Nova", "tax_id": {"number": "B12345674"}}
    ).data
    corrected = correct(invoice_id, client_id=who["id"]).data
    assert corrected["client"] == {"id": who["id"], "name": "Copisteria Nova", "nif": "B12345674"}
    assert call("invoices.list", {"client_id": who["id"]}).data["pagination"]["total"] == 1
    assert call("invoices.receive", {"xml": XML}).status == 200
    assert correct(invoice_id, client_id="ct_unknown").error["details"]["field"] == "client_id"


def test_what_was_paid_bounds_the_total_and_decides_the_status():
    invoice_id = received()
    call("invoices.mark_paid", {"id": invoice_id, "amount": 60.5})
    half = {"tax_breakdown": [{"tax_rate": 21, "base": 50, "tax_amount": 10.5}], "line_items": []}
    less = {"tax_breakdown": [{"tax_rate": 21, "base": 10, "tax_amount": 2.1}], "line_items": []}
    assert correct(invoice_id, **less).error["details"]["constraint"] == "payment_maximum"
    corrected = correct(invoice_id, **half).data
    assert (corrected["status"], corrected["amount_due"], "paid_at" in corrected) == ("paid", 0.0, True)


def test_the_same_correction_twice_is_one(table):
    invoice_id = received()
    headers = {"Idempotency-Key": "correccio-1"}
    data = {"id": invoice_id, "reason": "Data", "issue_date": "2026-04-01"}
    first = call("invoices.correct", data, headers=headers).data
    lose_answers(table)
    assert call("invoices.correct", data, headers=headers).data == first
    assert call("invoices.correct", data).data["version"] == first["version"] == 2


def test_a_correction_of_another_version_is_refused():
    invoice_id = received()
    correct(invoice_id, number="P-118")
    answer = correct(invoice_id, number="P-119", version=1)
    assert (answer.status, answer.error["details"]) == (409, {"reason": "version", "version": 2})


def test_an_invoice_of_ours_and_one_of_another_organisation_are_not_corrected():
    ours = draft()["id"]
    assert correct(ours).error["details"] == {"reason": "not_received"}
    theirs = call("invoices.correct", {"id": received(), "reason": "x"}, caller={"organisation": OTHER_ORGANISATION})
    assert theirs.status in {403, 404}


def test_a_correction_is_in_the_audit_log():
    invoice_id = received()
    correct(invoice_id, number="P-118")
    entry = call("audit.list", {}).data["entries"][0]
    assert (entry["action"], entry["details"]["invoice"], entry["details"]["fields"]) == (
        *("invoice.corrected", invoice_id, ["number"]),
    )


def test_a_long_invoice_keeps_all_lines_of_before_and_after():
    lines = [{"description": f"Article {n}", "quantity": 1, "unit_price": 1, "tax_rate": 21} for n in range(500)]
    invoice_id = received()
    correct(invoice_id, line_items=lines)
    corrected = correct(invoice_id, line_items=lines[:1]).data
    assert (corrected["line_count"], len(corrected["line_items"]), corrected["total"]) == (1, 1, 1.21)
    assert len(correct(invoice_id, line_items=lines).data["line_items"]) == 500
