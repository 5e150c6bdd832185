"""agents.conversations_delete: a conversation with its turns, also when the function dies between them."""

import pytest
from bivelio_core.store import keys

from tests.agents.world import Scripted, invoked, live, made, speaking
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_conversation_is_gone_with_its_turns(table):
    conversation = call("agents.conversations_create", {}).data["id"]
    with speaking(Scripted("Hola")):
        invoked(made(), "El meu telèfon és 600 111 222", conversation_id=conversation)
    assert call("agents.conversations_delete", {"id": conversation}).data == {"id": conversation, "deleted": True}
    assert call("agents.conversations_get", {"id": conversation}).status == 404
    assert live(table).query(keys.AGENT_TURN, conversation) == []
    assert "600 111 222" not in str(live(table).get(keys.AGENT_CONVERSATION, conversation))


def test_a_repetition_deletes_what_the_first_left(table):
    conversation = call("agents.conversations_create", {}).data["id"]
    with speaking(Scripted("Hola")):
        invoked(made(), conversation_id=conversation)
    (turn,) = live(table).query(keys.AGENT_TURN, conversation)
    call("agents.conversations_delete", {"id": conversation})
    live(table).table.put(turn)  # what a function leaves that dies behind the head
    assert call("agents.conversations_delete", {"id": conversation}).status == 200
    assert live(table).query(keys.AGENT_TURN, conversation) == []
