"""POST /v1/contacts/tasks/update keeps its promises."""

import pytest

from tests.api import call
from tests.functions.contacts.about import OTHER, contact, member, task, titles

pytestmark = pytest.mark.usefixtures("table")


def update(made, **fields):
    return call("contacts.tasks_update", {"id": made["id"], **fields})


def test_only_what_is_sent_changes_and_null_clears(table):
    company, user = contact(), member(table)
    made = task(contact_id=company, assignee=user, description="Sí", due_at="2030-01-31T08:00:00Z", reminder_minutes=5)
    changed = update(made, title="Escriure", priority="urgent").data
    assert changed == {
        **made,
        "title": "Escriure",
        "priority": "urgent",
        "version": 2,
        "updated_at": changed["updated_at"],
    }
    cleared = update(made, contact_id=None, assignee=None, description=None, due_at=None, reminder_minutes=None).data
    assert not {"contact_id", "assignee", "description", "due_at", "reminder_minutes"} & cleared.keys()
    assert titles(contact_id=company) == titles(assignee=user) == []
    assert titles() == ["Escriure"]


def test_a_task_moves_from_list_to_list(table):
    one, other, user = contact("A"), contact("B"), member(table)
    made = task(contact_id=one)
    update(made, contact_id=other, assignee=user, due_at="2030-01-31T08:00:00Z")
    assert titles(contact_id=one) == []
    assert titles(contact_id=other) == titles(assignee=user) == titles() == ["Trucar"]


def test_a_task_that_is_done_can_be_reopened():
    made = task()
    call("contacts.tasks_complete", {"id": made["id"]})
    reopened = update(made, status="open").data
    assert reopened["status"] == "open"
    assert not {"done_at", "done_by"} & reopened.keys()
    assert titles(status="open") == ["Trucar"]
    assert titles(status="done") == []


def test_the_time_cannot_go_while_something_follows_from_it():
    made = task(due_at="2030-01-31T08:00:00Z", repeat={"frequency": "daily"})
    assert update(made, due_at=None).status == 422
    assert update(made, due_at=None, repeat=None).status == 200


def test_a_version_guards_against_a_change_in_between():
    made = task()
    assert update(made, title="Una", version=1).status == 200
    answer = update(made, title="Dues", version=1)
    assert (answer.status, answer.error["details"]["version"]) == (409, 2)
    assert update(made, title="Una", version=1).data["version"] == 2


@pytest.mark.parametrize("fields", [{}, {"title": None}, {"priority": None}, {"status": "done"}, {"status": None}])
def test_a_change_of_nothing_is_refused(fields):
    assert update(task(), **fields).status == 400


def test_an_id_leads_to_the_own_tasks_alone():
    assert call("contacts.tasks_update", {"id": task()["id"], "title": "X"}, caller=OTHER).status == 403
    assert update({"id": "tsk_none"}, title="X").status == 404
