"""POST /v1/invoices/update keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import client, draft, line

pytestmark = pytest.mark.usefixtures("table")


def update(made, **about):
    return call("invoices.update", {"id": made["id"], **about})


def test_only_what_is_sent_changes():
    made = draft(notes="Gràcies", reference="PO-7")
    changed = update(made, line_items=[line()], notes=None).data
    assert (changed["total"], changed["reference"], changed["version"]) == (121.0, "PO-7", 2)
    assert "notes" not in changed
    found = call("invoices.get", {"id": made["id"]}).data
    assert (found["total"], found["number"]) == (121.0, made["number"])


def test_the_list_shows_the_change_at_once():
    made = draft()
    update(made, client_id=client())
    assert call("invoices.list", {"client_id": made["client"]["id"]}).data["invoices"] == []


def test_a_change_that_is_there_already_is_no_conflict():
    made = draft()
    changed = update(made, notes="Gràcies", version=1).data
    assert update(made, notes="Gràcies", version=1).data["version"] == changed["version"] == 2


def test_a_stale_version_is_409():
    made = draft()
    update(made, notes="Gràcies")
    answer = update(made, notes="Moltes gràcies", version=1)
    assert (answer.status, answer.error["details"]) == (409, {"reason": "version", "version": 2})


def test_another_year_or_series_changes_the_number_and_frees_the_old_one():
    made, next_one = draft(issue_date="2026-04-07"), draft(issue_date="2026-04-07")
    moved = update(made, issue_date="2025-12-30", due_date="2026-01-30").data
    assert (moved["number"], next_one["number"]) == ("FAC-2025-001", "FAC-2026-002")
    assert update(next_one, series="SUB").data["number"] == "SUB-2026-001"
    assert draft(issue_date="2026-04-08")["number"] == "FAC-2026-001"
    assert [each["number"] for each in call("invoices.list", {"search": "FAC-2025"}).data["invoices"]] == [
        "FAC-2025-001"
    ]


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({}, 400, "data"),
        ({"line_items": None}, 400, "line_items"),
        ({"due_date": "2020-01-01"}, 422, "due_date"),
        ({"client_id": "ct_none"}, 422, "client_id"),
        ({"line_items": [line(tax_rate=13)]}, 422, "line_items[0].tax_rate"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(about, status, field):
    made = draft()
    answer = update(made, **about)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert call("invoices.get", {"id": made["id"]}).data["version"] == 1


def test_another_organisation_gets_403():
    made = draft()
    answer = call("invoices.update", {"id": made["id"], "notes": "x"}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403
