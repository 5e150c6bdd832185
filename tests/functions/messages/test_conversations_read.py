"""POST /v1/messages/conversations/read keeps its promises."""

import pytest

from tests.api import call
from tests.functions.messages.conversing import listed, state, writes
from tests.functions.messages.world import whatsapp


@pytest.fixture
def contact(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        yield writes(table, connection)


def test_what_was_read_is_unread_no_more_and_can_be_again(contact):
    for _ in range(2):
        call("messages.conversations_read", {"contact_id": contact})
        assert (state(contact)["unread"], listed(unread=True), listed(unread=False)) == (0, [], [contact])
    for _ in range(2):
        call("messages.conversations_read", {"contact_id": contact, "unread": True})
        assert (state(contact)["unread"], listed(unread=True)) == (1, [contact])


def test_reading_is_no_change_that_others_have_to_see(contact):
    call("messages.conversations_read", {"contact_id": contact})
    after = state(contact)
    assert (after["version"], after["state"]) == (0, "open")
    assert "first_unanswered_at" in after, "it was read, not answered"
