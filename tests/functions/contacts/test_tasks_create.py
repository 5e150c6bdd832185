"""POST /v1/contacts/tasks/create keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.functions.contacts.about import OTHER, contact, member, task, titles

pytestmark = pytest.mark.usefixtures("table")


def test_a_task_has_what_was_sent_and_its_author(table):
    company, user = contact(), member(table)
    created = task(
        "Trucar",
        description="Renovació",
        contact_id=company,
        assignee=user,
        priority="high",
        due_at="2030-01-31T09:00:00+01:00",
        reminder_minutes=60,
        repeat={"frequency": "weekly", "weekdays": ["monday", "thursday"], "until": "2030-12-31"},
    )
    assert created == {
        "id": created["id"],
        "title": "Trucar",
        "description": "Renovació",
        "contact_id": company,
        "assignee": user,
        "priority": "high",
        "due_at": "2030-01-31T08:00:00Z",
        "reminder_minutes": 60,
        "repeat": {
            "frequency": "weekly",
            "interval": 1,
            "weekdays": ["monday", "thursday"],
            "until": "2030-12-31",
        },
        "status": "open",
        "author": {"kind": "api_key", "id": "key_test"},
        "version": 1,
        "created_at": created["created_at"],
        "updated_at": created["created_at"],
    }
    assert call("contacts.tasks_list", {}).data == {"tasks": [created], "next_after": None}


def test_a_repeated_request_makes_one_task(table):
    headers = {"Idempotency-Key": "tasca-1"}
    first = call("contacts.tasks_create", {"title": "Trucar"}, headers=headers).data
    lose_answers(table)
    assert call("contacts.tasks_create", {"title": "Trucar"}, headers=headers).data == first
    assert titles() == ["Trucar"]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"assignee": "usr_nobody"}, 422, "assignee"),
        ({"repeat": {"frequency": "daily"}}, 422, "due_at"),
        ({"reminder_minutes": 5}, 422, "due_at"),
        ({"due_at": "2030-01-31T09:00:00Z", "repeat": {"frequency": "daily", "weekdays": ["monday"]}}, 422, "weekdays"),
        ({"due_at": "2030-01-31"}, 400, "due_at"),
        ({"title": "a\nb"}, 400, "title"),
        ({"due_at": "2030-01-31T09:00:00Z", "reminder_minutes": 40_321}, 400, "reminder_minutes"),
        ({"due_at": "2030-01-31T09:00:00Z", "repeat": {"frequency": "hourly"}}, 400, "frequency"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(fields, status, field):
    answer = call("contacts.tasks_create", {"title": "Trucar", **fields})
    assert answer.status == status
    assert answer.error["details"]["field"].endswith(field)
    assert titles() == []


def test_nobody_makes_a_task_for_an_archived_contact_or_one_of_others():
    archived = contact()
    call("contacts.archive", {"id": archived})
    assert call("contacts.tasks_create", {"title": "Trucar", "contact_id": archived}).status == 409
    foreign = call("contacts.create", {"type": "person", "name": "Maria"}, caller=OTHER).data["id"]
    assert call("contacts.tasks_create", {"title": "Trucar", "contact_id": foreign}).status == 403
