"""POST /v1/invoices/list keeps its promises."""

import pytest

from tests.api import call
from tests.invoices.world import client, draft, issued, line, settled

pytestmark = pytest.mark.usefixtures("table")


def listed(**asked):
    """The numbers of a list, and its total."""
    found = call("invoices.list", asked).data
    assert found["pagination"]["total"] >= len(found["invoices"])
    return [each["number"] for each in found["invoices"]]


def test_the_example_of_the_reference_is_answered_as_it_is_documented():
    asked = {"type": "issued", "status": "pending", "from_date": "2026-01-01", "to_date": "2026-04-07"}
    found = call("invoices.list", {**asked, "page": 1, "per_page": 20}, caller={"environment": "sandbox"}).data
    (shown,) = found["invoices"]
    expected = {
        "id": "inv_c6d7e8f9",
        "number": "FAC-2026-042",
        "type": "issued",
        "status": "pending",
        "subtotal": 5000.00,
        "tax": 1050.00,
        "total": 6050.00,
        "currency": "EUR",
        "issue_date": "2026-04-01",
        "due_date": "2026-04-30",
    }
    assert {name: shown[name] for name in expected} == expected
    (line,) = shown["line_items"]
    assert (line["quantity"], line["unit_price"], line["tax_rate"], line["total"]) == (10, 500, 21, 6050.00)
    assert found["pagination"] == {"page": 1, "per_page": 20, "total": 1, "total_pages": 1}


def test_filters_find_what_they_say():
    who = client()
    for day in ("2026-01-31", "2026-02-01", "2026-03-15"):
        draft(who, issue_date=day)
    other = draft(issue_date="2026-02-10", series="SUB")
    assert listed() == ["SUB-2026-001", "FAC-2026-003", "FAC-2026-002", "FAC-2026-001"]
    assert listed(from_date="2026-02-01", to_date="2026-02-28") == ["SUB-2026-001", "FAC-2026-002"]
    assert listed(client_id=who, to_date="2026-02-01") == ["FAC-2026-002", "FAC-2026-001"]
    assert listed(search="sub-2026") == [other["number"]]
    assert listed(search="FAC-2026-003") == ["FAC-2026-003"]
    assert len(listed(search="B12345674 abc")) == 4
    assert listed(status="paid") == listed(type="received") == []
    assert listed(per_page=2, page=2) == ["FAC-2026-002", "FAC-2026-001"]


def test_what_is_unpaid_is_one_filter_whatever_its_status():
    settled()
    open_one, part, settled_one = (issued(line_items=[line()]) for _ in range(3))
    for invoice, amount in ((part, 1), (settled_one, 121)):
        call("invoices.mark_paid", {"id": invoice["id"], "amount": amount})
    drafted = draft()
    assert listed(unpaid=True) == [part["number"], open_one["number"]]
    assert listed(unpaid=True, status="partially_paid") == [part["number"]]
    assert set(listed(unpaid=False)) == {settled_one["number"], drafted["number"]}


def test_days_that_end_before_they_begin_are_refused():
    answer = call("invoices.list", {"from_date": "2026-02-01", "to_date": "2026-01-31"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "to_date")


@pytest.mark.parametrize(("search", "constraint"), [("a", "min_length"), ("un " * 11 + "dos " * 11, "")])
def test_a_search_without_words_is_refused(search, constraint):
    answer = call("invoices.list", {"search": search})
    assert answer.status == (400 if constraint else 200)


def test_an_unknown_client_is_404():
    assert call("invoices.list", {"client_id": "ct_unknown"}).status == 404
