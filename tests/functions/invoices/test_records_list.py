"""POST /v1/invoices/records/list keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.invoices.chains import reading

from tests.api import OTHER_ORGANISATION, call
from tests.invoices import producers
from tests.invoices.world import client, issued, records, settled

APRIL = datetime(2026, 4, 7, 12, tzinfo=UTC)


def listed(**about):
    return call("invoices.records_list", about).data


def positions(**about):
    return [each["position"] for each in listed(**about)["records"]]


@pytest.fixture
def three(table):
    """An invoice each day from 7 April on, the first one voided on the third day: four records."""
    settled()
    made = []
    for day in range(3):
        with clock.frozen(APRIL + timedelta(days=day)):
            made.append(issued(issue_date=f"2026-04-{7 + day:02d}"))
    with clock.frozen(APRIL + timedelta(days=2, hours=1)):
        call("invoices.void", {"id": made[0]["id"], "reason": "Error"})
    return made


def test_records_are_listed_with_what_is_in_them_the_latest_first(table, three):
    found = listed()["records"]
    assert [each["position"] for each in found] == [4, 3, 2, 1]
    assert [each["kind"] for each in found] == ["cancellation", *["registration"] * 3]
    assert [each["invoice_id"] for each in found] == [three[each]["id"] for each in (0, 2, 1, 0)]
    assert [each["hash"] for each in reversed(found)] == [item["hash"] for item in records(table)]
    assert found[-1]["issue_date"] == "2026-04-07"
    assert found[-1]["made_at"] == records(table)[0]["at"]
    assert {each["state"] for each in found} == {"not_submitted"}


def test_a_cursor_leads_through_all_of_them_once(three):
    assert len(three) == 3
    first = listed(limit=3)
    assert [each["position"] for each in first["records"]] == [4, 3, 2]
    second = listed(limit=3, before=first["next_before"])
    assert [each["position"] for each in second["records"]] == [1]
    assert "next_before" not in second
    assert "next_before" not in listed(limit=4)


def test_days_are_those_of_the_making_in_the_organisations_time_zone(three):
    assert positions(from_date="2026-04-08") == [4, 3, 2]
    assert positions(to_date="2026-04-08") == [2, 1]
    assert positions(from_date="2026-04-08", to_date="2026-04-08") == [2]
    assert positions(from_date="2026-04-10") == []
    assert positions(to_date="2026-04-06") == []
    refused = call("invoices.records_list", {"from_date": "2026-04-09", "to_date": "2026-04-08"})
    assert (refused.status, refused.error["details"]["field"]) == (422, "to_date")
    assert len(three) == 3


def test_those_of_an_invoice_are_found_also_among_many(three):
    assert positions(invoice_id=three[0]["id"]) == [4, 1]
    assert positions(invoice_id=three[1]["id"]) == [2]
    assert positions(invoice_id=three[0]["id"], from_date="2026-04-09") == [4]


def test_an_invoice_that_is_not_ours_is_refused(three):
    theirs = call("invoices.create", {"client_id": client(), "line_items": [
        {"description": "x", "quantity": 1, "unit_price": 1, "tax_rate": 21}]}).data["id"]  # fmt: skip
    assert listed(invoice_id=theirs)["records"] == []
    answer = call("invoices.records_list", {"invoice_id": theirs}, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["details"]["field"]) == (422, "invoice_id")
    assert len(three) == 3


def test_another_organisation_sees_none(three):
    assert len(three) == 3
    assert call("invoices.records_list", {}, caller={"organisation": OTHER_ORGANISATION}).data["records"] == []


@pytest.mark.usefixtures("table")
def test_a_state_is_shown_and_asked_for(monkeypatch):
    producers.named(monkeypatch)
    settled()
    issued()
    settled(verifactu="active")
    issued()
    found = listed()["records"]
    assert found[0]["installation"].startswith("org_")
    assert "installation" not in found[1]
    assert positions(state="not_submitted")[-1] == 1
    assert positions(state="rejected") == []


def test_what_one_request_looks_at_is_bounded_and_the_cursor_goes_on(three, monkeypatch):
    monkeypatch.setattr(reading, "READ", 1)
    monkeypatch.setattr(reading, "MOST_READ", 2)
    assert len(three) == 3
    first = listed(state="pending")
    assert first["records"] == []
    assert "next_before" not in listed(state="pending", before=first["next_before"])


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("cursor", ["3", "x", "LTE", "4oKs"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    for operation, field in (("invoices.records_list", "before"), ("invoices.records_verify", "after")):
        answer = call(operation, {field: cursor})
        assert answer.status == 400, (operation, answer)
        assert answer.error["details"]["field"] == field
