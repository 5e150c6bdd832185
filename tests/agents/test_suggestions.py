"""A draft of an answer to a contact: in the desk's words, about this contact alone, and never sent."""

import pytest
from bivelio_core.agents.desk import phrases
from bivelio_core.providers import language_model as lm

from tests.agents.desk_world import World, says, status
from tests.agents.world import Scripted, balance, made, speaking
from tests.api import call
from tests.functions.messages.world import whatsapp

pytestmark = pytest.mark.usefixtures("table")
TOOLS = ["cases.create", "contacts.get", "contacts.list"]


@pytest.fixture
def world(table, monkeypatch):
    with whatsapp(monkeypatch) as (provider, connection):
        yield World(table, connection, provider)


def suggested(agent, contact, text="Proposa una resposta.", **more):
    data = {"agent_id": agent, "conversation_id": contact, "suggests_reply": True, "input": {"text": text}, **more}
    return call("agents.invoke", data)


def test_a_draft_is_made_of_the_conversation_and_the_settings_and_is_not_sent(world):
    agent = made(tools=TOOLS)
    call("agents.desk_update", {"agent_id": agent, "tone": "Proper i breu.", "never": ["Prometre descomptes."]})
    contact = world.writes("Bon dia, a quina hora obriu demà?")[0]["contact_id"]
    before = status(contact)
    with speaking(Scripted(says("Obrim a les nou.", "unsure"))) as model:
        answer = suggested(agent, contact, "Més curt.", allow_writes=True)
    assert answer.data["output"] == {"reply": "Obrim a les nou.", "hand_over": "unsure", "confident": True}
    (prompt,) = model.prompts
    assert all(words in prompt.instructions for words in ("Proper i breu.", "Prometre descomptes.", "in Catalan"))
    assert "a quina hora obriu" in str(prompt.before)
    assert prompt.turns == (lm.UserTurn(("Més curt.",)),)
    assert {tool.name for tool in prompt.tools} == {"contacts.get"}, "what changes, and what is of others, is left out"
    assert world.sent() == []
    assert status(contact) == before
    assert balance() == 500 - answer.data["credits_consumed"]


def test_without_a_model_it_claims_nothing(world):
    contact = world.writes("¿Cuánto vale una cita para mañana?")[0]["contact_id"]
    output = suggested(made(), contact).data["output"]
    assert output == {"reply": phrases.NO_ANSWER["es"], "hand_over": "unsure", "confident": False}


@pytest.mark.parametrize("conversation", [None, "ct_nobody", "own"])
def test_a_draft_is_of_messages_with_a_contact(conversation):
    own = call("agents.conversations_create", {}).data["id"]
    data = {"agent_id": made(), "suggests_reply": True, "input": {"text": "Proposa."}}
    named = {} if conversation is None else {"conversation_id": own if conversation == "own" else conversation}
    refused = call("agents.invoke", {**data, **named})
    assert (refused.status, refused.error["details"]["field"]) == (422, "conversation_id")
    assert balance() == 500
