"""POST /v1/invoices/issue keeps its promises."""

import zlib
from datetime import datetime

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import chain, client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(autouse=True)
def _settings(table):
    settled()


def issue(made, **about):
    return call("invoices.issue", {"id": made["id"], **about})


def test_an_issued_invoice_is_final_and_pending():
    made = draft()
    found = issue(made).data
    assert (found["number"], found["number_status"], found["status"]) == ("FAC-2026-001", "final", "pending")
    assert found["issued_at"]
    assert call("invoices.get", {"id": made["id"]}).data["status"] == "pending"
    assert [each["id"] for each in call("invoices.list", {"status": "pending"}).data["invoices"]] == [made["id"]]


def test_issuing_it_again_changes_nothing(table):
    made = issued()
    again = issue(made).data
    assert (again["number"], again["version"]) == (made["number"], made["version"])
    assert len(records(table)) == 1


def test_who_is_issued_first_gets_the_lowest_number_and_the_draft_that_had_it_gets_the_other():
    first, second = draft(), draft()
    assert issue(second).data["number"] == "FAC-2026-001"
    moved = call("invoices.get", {"id": first["id"]}).data
    assert (moved["number"], moved["number_status"], moved["version"]) == ("FAC-2026-002", "provisional", 2)
    assert [each["id"] for each in call("invoices.list", {"search": "FAC-2026-002"}).data["invoices"]] == [first["id"]]
    assert issue(first).data["number"] == "FAC-2026-002"


def test_a_deleted_drafts_number_is_taken_by_the_next_that_is_issued():
    first, second, third = draft(), draft(), draft()
    call("invoices.delete", {"id": first["id"]})
    assert issue(third).data["number"] == "FAC-2026-001"
    assert draft()["number"] == "FAC-2026-003", "the number that the third had"
    assert issue(second).data["number"] == "FAC-2026-002"


def test_issued_invoices_are_in_the_order_of_their_dates():
    issued(issue_date="2026-04-07")
    late = draft(issue_date="2026-04-06")
    answer = issue(late)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "before_last_issued")
    assert answer.error["details"]["field"] == "issue_date"
    assert answer.error["details"]["limit"] == "2026-04-07"
    found = issue(late, issue_date="2026-04-08").data
    assert (found["number"], found["issue_date"], found["due_date"]) == ("FAC-2026-002", "2026-04-08", "2026-05-08")


def test_a_date_in_the_future_is_refused():
    with clock.frozen(datetime.fromisoformat("2026-04-07T21:59:00+00:00")):
        answer = issue(draft(issue_date="2026-04-08"))
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "in_the_future")


def test_issuing_in_another_year_takes_that_years_number():
    made = draft(issue_date="2025-12-30")
    assert issue(made, issue_date="2026-01-02").data["number"] == "FAC-2026-001"
    assert draft(issue_date="2025-12-31")["number"] == "FAC-2025-001", "the draft's number is free again"


def test_after_issue_nothing_but_payments_and_states_changes():
    made = issued()
    for operation, about in {"update": {"notes": "x"}, "delete": {}}.items():
        answer = call(f"invoices.{operation}", {"id": made["id"], **about})
        assert (answer.status, answer.error["details"]["reason"]) == (409, "status")


def test_client_and_settings_are_copied_at_issue(table):
    who = client()
    made = issued(who)
    call("contacts.update", {"id": who, "name": "Un altre nom S.L."})
    settled(legal_name="Un altre emissor S.L.")
    found = call("invoices.get", {"id": made["id"]}).data
    assert found["client"]["name"] == "Empresa ABC S.L."
    (content,) = table.query("org_0000000000000000#live#INC")
    assert content["seller"]["legal_name"] == "Empresa Emissora S.L."


def test_the_record_is_in_the_chain_of_the_organisation(table):
    issued()
    issued(series="SUB")
    first, second = records(table)
    assert (
        "<sum1:Huella>" in zlib.decompress(second["xml"]).decode()
        or first["hash"] in zlib.decompress(second["xml"]).decode()
    )
    assert [each["number"] for each in (first, second)] == ["FAC-2026-001", "SUB-2026-001"]
    verdict = chain(table)
    assert (verdict.records, verdict.is_unbroken) == (2, True)


@pytest.mark.parametrize(("total", "constraint"), [(100, "nif_missing_or_simplified"), (1_000, "nif_missing")])
def test_a_client_without_tax_number_is_refused_with_what_can_be_done(total, constraint, table):
    made = draft(client(nif=None), line_items=[line(unit_price=total)])
    answer = issue(made)
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (422, "contact.tax_id.number", constraint)
    assert call("invoices.get", {"id": made["id"]}).data["status"] == "draft"
    assert records(table) == []


def test_a_simplified_invoice_needs_no_client_up_to_its_limit():
    small = call("invoices.create", {"document_type": "simplified", "line_items": [line()]}).data
    assert issue(small).data["status"] == "pending"
    large = call("invoices.create", {"document_type": "simplified", "line_items": [line(unit_price="330.59")]}).data
    answer = issue(large)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "simplified_maximum")


def test_a_client_that_was_archived_is_refused():
    who = client()
    made = draft(who)
    call("contacts.archive", {"id": who})
    answer = issue(made)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "archived")


def test_a_viewer_cannot_issue():
    answer = call("invoices.issue", {"id": draft()["id"]}, caller={"scopes": "read"})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_another_organisation_gets_403():
    answer = call("invoices.issue", {"id": draft()["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403
