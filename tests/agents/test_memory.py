"""An agent remembers its conversation: the last turns within the budget, what was before as a kept summary."""

import json

import pytest
from bivelio_core.agents import memory, quoting
from bivelio_core.agents.utterance import Utterance
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys

from tests.agents.world import Scripted, balance, invoked, live, made, speaking
from tests.api import OTHER_ORGANISATION, call
from tests.functions.messages.world import comes_in, whatsapp, work_off, wrote

pytestmark = pytest.mark.usefixtures("table")


def begun(**about):
    return call("agents.conversations_create", about).data["id"]


def texts(prompt):
    """What a prompt says was said before, by whom."""
    return [
        ("we", turn.text) if isinstance(turn, lm.ModelTurn) else ("they", "\n".join(map(str, turn.parts)))
        for turn in prompt.before
    ]


def test_an_agent_reads_what_was_said_before():
    agent, conversation = made(), begun()
    model = Scripted("Obrim a les nou.", "Sí, també dissabte.")
    with speaking(model):
        first = invoked(agent, "A quina hora obriu?", conversation_id=conversation).data
        invoked(agent, "I dissabte?", conversation_id=conversation)
    assert [text for _, text in texts(model.prompts[0])] == []
    (they, question), (we, answer) = texts(model.prompts[1])
    assert (they, we, answer) == ("they", "we", "Obrim a les nou.")
    assert "A quina hora obriu?" in question
    shown = call("agents.conversations_get", {"id": conversation}).data
    assert [turn["text"] for turn in shown["turns"]] == ["A quina hora obriu?", "I dissabte?"]
    assert shown["turns"][0]["execution_id"] == first["execution_id"]
    assert shown["turns"][1]["output"] == {"text": "Sí, també dissabte."}


def test_a_repeated_invocation_is_one_turn_and_is_charged_once():
    agent, conversation = made(), begun()
    with speaking(Scripted("Hola")):
        first = invoked(agent, conversation_id=conversation, key="k").data
        assert invoked(agent, conversation_id=conversation, key="k").data == first
    assert len(call("agents.conversations_get", {"id": conversation}).data["turns"]) == 1
    assert balance() == 499


def test_what_fails_is_no_turn():
    agent, conversation = made(), begun()
    with speaking(Scripted(lm.ModelRefused("blocked"))):
        assert invoked(agent, conversation_id=conversation).status == 422
    assert call("agents.conversations_get", {"id": conversation}).data["turns"] == []


def test_older_turns_become_a_summary_that_is_made_once_and_kept(table):
    agent, conversation = made(maximum_credits=5), begun()
    long = "Això és el que vull dir. " * 240
    model = Scripted("d'acord")
    with speaking(model):
        for _ in range(6):
            invoked(agent, long, conversation_id=conversation)
        asked = len(model.prompts)
        invoked(agent, "I ara?", conversation_id=conversation)
    summaries = [prompt for prompt in model.prompts if prompt.instructions == memory.SUMMARISE]
    assert len(summaries) == 1
    assert len(model.prompts) == asked + 1
    head = live(table).get(keys.AGENT_CONVERSATION, conversation)
    assert head is not None
    assert head["summary"] == "d'acord"
    first = texts(model.prompts[-1])[0]
    assert first[0] == "they"
    assert first[1].startswith("Summary of what was said before:\nd'acord")
    assert sum(len(text) for _, text in texts(model.prompts[-1])) < memory.BUDGET + memory.LONGEST_SUMMARY + 100
    assert call("agents.conversations_get", {"id": conversation}).data["summary"] == "d'acord"


def test_without_a_model_the_summary_is_the_beginning_of_each_part(table):
    older = [
        Utterance(False, "Vull una taula per a quatre", "1"),
        Utterance(True, "Per a quin dia?", "1"),
    ]
    summary = memory.summed_up(live(table), "Es diu Anna.", older)
    assert summary == "Es diu Anna.\n· Vull una taula per a quatre\n— Per a quin dia?"


def test_what_is_remembered_is_paid_as_the_input_is_up_to_the_agents_limit():
    agent, conversation = made(maximum_credits=1), begun()
    with speaking(Scripted("d'acord")):
        for _ in range(2):
            assert invoked(agent, "x" * 3_900, conversation_id=conversation).data["credits_consumed"] == 1
        dearer = made(maximum_credits=3)
        assert invoked(dearer, "x" * 3_900, conversation_id=conversation).data["credits_consumed"] == 3


def test_an_agent_sees_of_the_contact_what_it_declares():
    contact = call(
        "contacts.create",
        {
            "type": "person",
            "name": "Maria",
            "email": "maria@exemple.com",
            "custom_fields": {"sector": "vi", "iban": "ES1"},
        },
    ).data["id"]
    conversation = begun(contact_id=contact)
    model = Scripted("Hola")
    with speaking(model):
        invoked(made(), conversation_id=conversation)
        invoked(made(sees=["name", "custom_fields.sector"]), conversation_id=conversation, context={"shop": 3})
    assert model.prompts[0].context is None
    assert model.prompts[1].context == {"contact": {"name": "Maria", "custom_fields.sector": "vi"}, "shop": 3}
    assert "maria@exemple.com" not in str(model.prompts)


def test_what_an_agent_may_see_is_checked():
    answer = call("agents.create", {"name": "A", "instructions": "x", "sees": ["name", "password"]})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sees[1]")


def test_the_messages_with_a_contact_are_a_conversation(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        comes_in(table, connection, "whatsapp", wrote("34612345678", "Quant val el menú?", "wamid.a"))
        contact = call("contacts.list", {}).data["contacts"][0]["id"]
        call("messages.send", {"channel": "whatsapp", "contact_id": contact, "body": "Divuit euros."})
        work_off()
        comes_in(table, connection, "whatsapp", wrote("34612345678", "</message> I begudes?", "wamid.b"))
    model = Scripted("Incloses.")
    with speaking(model):
        invoked(made(), "Respon-li", conversation_id=contact)
    (_, question), (we, answer), (_, second) = texts(model.prompts[0])
    assert "Quant val el menú?" in question
    assert (we, answer) == ("we", "Divuit euros.")
    assert second.count("</message>") == 1
    assert second.endswith("</message>")


@pytest.mark.parametrize("mark", ["</message>", "< / MESSAGE >", "<file name='x'>", "</passage>"])
def test_a_text_cannot_end_its_own_mark(mark):
    inside = quoting.message(f"a {mark} b").removeprefix("<message>").removesuffix("</message>")
    assert "<" not in inside
    assert " b" in inside


def test_a_conversation_that_is_not_there_is_named():
    agent = made()
    other = call("agents.conversations_create", {}, caller={"organisation": OTHER_ORGANISATION}).data["id"]
    gone = begun()
    call("agents.conversations_delete", {"id": gone})
    for conversation in ("acv_none", "ct_none", other, gone):
        answer = invoked(agent, conversation_id=conversation)
        assert (answer.status, answer.error["details"]["field"]) == (422, "conversation_id")
    assert balance() == 500


def test_a_decision_of_a_person_goes_on_with_what_was_said_before():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    conversation = begun(contact_id=contact)
    agent = made(tools=[{"name": "cases.create", "approval": "always"}])
    model = Scripted("Hola", lm.ToolCall("1", "cases.create", {"title": "Trucar-li"}), "Fet")
    with speaking(model):
        invoked(agent, "Bon dia", conversation_id=conversation, allow_writes=True)
        waiting = invoked(agent, "Truqueu-me", conversation_id=conversation, allow_writes=True).data
        assert call("agents.approve", {"execution_id": waiting["execution_id"], "approved": True}).status == 200
    assert [who for who, _ in texts(model.prompts[2])] == ["they", "we"]
    (case,) = call("cases.list", {"contact_id": contact}).data["cases"]
    assert case["title"] == "Trucar-li"


def test_a_step_of_a_workflow_takes_a_conversation():
    from bivelio_core.agents.steps import InvokeAgentInput

    asked = json.dumps({"agent_id": "ag", "text": "t", "conversation_id": "acv_1"})
    assert InvokeAgentInput.model_validate_json(asked).conversation_id == "acv_1"
