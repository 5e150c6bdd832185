"""POST /v1/messages/conversations/get keeps its promises."""

import pytest

from tests.api import call
from tests.functions.messages.conversing import MEMBER, answer, member, state, update, writes
from tests.functions.messages.world import whatsapp


def test_it_is_as_the_list_has_it(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        contact = writes(table, connection)
        update(contact, assignee=member(table), labels=["comanda"])
        answer(contact)
        (listed,) = call("messages.conversations").data["conversations"]
        assert state(contact) == listed
    assert (listed["assignee"], listed["state"], listed["messages"]) == (MEMBER, "waiting", 2)


@pytest.mark.usefixtures("table")
def test_a_contact_without_messages_has_none():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    assert call("messages.conversations_get", {"contact_id": contact}).status == 404
