"""agents.conversations_create: a conversation, once for a key."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers

pytestmark = pytest.mark.usefixtures("table")


def create(key=None, **about):
    headers = {"Idempotency-Key": key} if key else None
    return call("agents.conversations_create", about, headers=headers)


def test_a_conversation_begins_empty():
    conversation = create().data
    assert conversation == {"id": conversation["id"], "turns": [], "created_at": conversation["created_at"]}


def test_the_same_request_again_makes_no_second_one(table):
    first = create("k").data
    lose_answers(table)
    assert create("k").data == first


def test_its_contact_is_one_of_the_organisation():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    assert create(contact_id=contact).data["contact_id"] == contact
    other = call(
        "contacts.create", {"type": "person", "name": "Anna"}, caller={"organisation": OTHER_ORGANISATION}
    ).data["id"]
    for unknown in ("ct_none", other):
        answer = create(contact_id=unknown)
        assert (answer.status, answer.error["details"]["field"]) == (422, "contact_id")
