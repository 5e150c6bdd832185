"""On the last working day of the month the accountant has what is open; without anything there is no case."""

from tests.api import call
from tests.functions.documents.invoices import UBL
from tests.invoices.world import draft, settled


def test_what_is_open_is_one_case_and_nothing_is_none(shop):
    settled()
    shop.create("month-end")
    assert shop.fire("2026-02-27T08:00:00Z")["status"] == "completed"
    assert call("cases.list").data["cases"] == []
    mine = draft(issue_date="2026-03-02")
    theirs = call("invoices.receive", {"xml": UBL.decode()}).data
    shop.fire("2026-03-31T07:00:00Z")
    (listed,) = call("cases.list").data["cases"]
    shown = call("cases.get", {"id": listed["id"]}).data
    assert shown["title"] == "Tancament de març 2026"
    assert sorted(shown["invoice_ids"]) == sorted([mine["id"], theirs["id"]])
    assert shown["description"].splitlines()[0].startswith("Esborranys: 1 (4.235,00")


def test_it_runs_on_the_last_day_from_monday_to_friday(shop):
    shop.create("month-end")
    runs = call("workflows.get", {"id": shop.workflow_id}).data["next_runs"]
    assert [run[:10] for run in runs] == ["2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30", "2026-07-31"]
