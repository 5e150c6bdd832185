"""agents.desk_update: what is sent changes, and the desk opens only with an agent and a channel."""

import pytest

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def update(**about):
    return call("agents.desk_update", about)


def test_what_is_sent_changes_and_the_rest_stays():
    agent = made()
    first = update(enabled=True, agent_id=agent, channels=["whatsapp"]).data
    second = update(wait_seconds=0, never=["Prometre descomptes."], version=1).data
    assert (first["version"], second["version"]) == (1, 2)
    assert (second["agent_id"], second["wait_seconds"], second["enabled"]) == (agent, 0, True)
    assert call("agents.desk_get", {}).data == second
    assert update(wait_seconds=0).data["version"] == 2
    assert update(wait_seconds=1, version=1).status == 409


@pytest.mark.parametrize(
    ("about", "field", "status"),
    [
        ({}, "data", 400),
        ({"enabled": True}, "agent_id", 422),
        ({"agent_id": "ag_none"}, "agent_id", 422),
        ({"channels": ["fax"]}, "channels[0]", 400),
        ({"hours": [{"days": ["monday"], "opens": "9:00", "closes": "18:00"}]}, "hours[0].opens", 400),
        ({"hand_over_when": ["bored"]}, "hand_over_when[0]", 400),
        ({"wait_seconds": 61}, "wait_seconds", 400),
        ({"greeting": {"fr": "Bonjour"}}, "greeting", 400),
    ],
)
def test_bad_input_names_the_field(about, field, status):
    answer = update(**about)
    assert (answer.status, answer.error["details"]["field"].split(".fr")[0]) == (status, field)


def test_the_agent_is_one_of_the_organisation():
    other = call("agents.create", {"name": "A", "instructions": "x"}, caller={"organisation": OTHER_ORGANISATION}).data[
        "id"
    ]
    assert update(agent_id=other).error["details"]["field"] == "agent_id"


def test_a_desk_without_a_channel_does_not_open():
    answer = update(enabled=True, agent_id=made())
    assert (answer.status, answer.error["details"]["field"]) == (422, "channels")


def test_the_desk_is_tried_as_it_would_answer_and_nobody_is_written_to():
    call("knowledge.collections_define", {"collection": "botiga", "title": "La botiga"})
    call("knowledge.add", {"collection": "botiga", "question": "A quina hora obriu?", "answer": "De 9 a 20 h."})
    agent = made(tools=["knowledge.search"])
    update(agent_id=agent, collections=["botiga"], never=["Prometre descomptes."], languages=["es", "ca"])
    answer = invoked(agent, "Bon dia, a quina hora obriu?", front_desk=True).data
    assert answer["output"]["hand_over"] == "unsure"
    assert "De 9 a 20 h." in answer["output"]["reply"]
    model = Scripted('{"reply": "De 9 a 20 h.", "hand_over": "no", "confident": true}')
    with speaking(model):
        assert invoked(agent, "A quina hora obriu?", front_desk=True).data["output"]["reply"] == "De 9 a 20 h."
    assert "Never: Prometre descomptes." in str(model.prompts[0])
    assert call("messages.list", {}).data["messages"] == []


def test_a_trial_goes_on_with_the_conversation_that_it_names():
    agent = made()
    conversation = call("agents.conversations_create", {}).data["id"]
    said = '{"reply": "%s", "hand_over": "no", "confident": true}'
    model = Scripted(said % "Hola, Maria.", said % "Et dius Maria.")
    with speaking(model):
        invoked(agent, "Em dic Maria.", front_desk=True, conversation_id=conversation)
        invoked(agent, "Com em dic?", front_desk=True, conversation_id=conversation)
    assert "Em dic Maria." in str(model.prompts[1])
    absent = invoked(agent, "Hola", front_desk=True, conversation_id="acv_none")
    assert (absent.status, absent.error["details"]["field"]) == (422, "conversation_id")
