"""POST /v1/contacts/tasks/list keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.contacts.about import OTHER, contact, member, task, titles

pytestmark = pytest.mark.usefixtures("table")
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)


def some():
    """Five tasks: three open with and without a time, two that are done."""
    for title, due in (("demà", 1), ("avui", 0), ("setmana", 7)):
        task(title, due_at=clock.timestamp(NOON + timedelta(days=due)))
    task("quan sigui")
    for hour, title in enumerate(("feta primer", "feta després")):
        with clock.frozen(NOON + timedelta(hours=hour)):
            call("contacts.tasks_complete", {"id": task(title)["id"]})


ORDER = ["avui", "demà", "setmana", "quan sigui", "feta després", "feta primer"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 100])
def test_open_tasks_come_first_by_their_time_then_done_ones_the_last_one_first(limit):
    some()
    after, listed = None, []
    while True:
        page = call("contacts.tasks_list", {"limit": limit, **({"after": after} if after else {})}).data
        assert len(page["tasks"]) <= limit
        listed += [each["title"] for each in page["tasks"]]
        if (after := page["next_after"]) is None:
            break
    assert listed == ORDER


def test_status_and_time_choose_of_the_list():
    some()
    assert titles(status="open") == ORDER[:4]
    assert titles(status="done") == ORDER[4:]
    assert titles(due_until=clock.timestamp(NOON + timedelta(days=1))) == ["avui", "demà"]
    assert titles(status="done", due_until=clock.timestamp(NOON)) == []


def test_tasks_are_listed_by_assignee_and_contact(table):
    company, user = contact(), member(table)
    task("de ningú")
    task("seva", assignee=user)
    task("d'ells", contact_id=company)
    task("seva, d'ells", assignee=user, contact_id=company)
    assert sorted(titles(assignee=user)) == ["seva", "seva, d'ells"]
    assert sorted(titles(contact_id=company)) == ["d'ells", "seva, d'ells"]
    assert titles(assignee=user, contact_id=company) == ["seva, d'ells"]
    assert titles(assignee="usr_nobody") == []


def test_another_organisation_sees_nothing():
    task("nostra")
    assert call("contacts.tasks_list", {}, caller=OTHER).data["tasks"] == []
    assert call("contacts.tasks_list", {"contact_id": "ct_none"}).status == 404


@pytest.mark.parametrize("cursor", ["x", "bm90IGEgcG9zaXRpb24"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    answer = call("contacts.tasks_list", {"after": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "after")
