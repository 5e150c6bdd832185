"""The front desk answers each person once, in order, stops when a person writes, and hands over."""

from datetime import timedelta

import pytest
from bivelio_core import clock, operation_calls
from bivelio_core.agents.actions import invoke
from bivelio_core.agents.desk import arrivals, leases, phrases, turns
from bivelio_core.agents.desk.stored import USUAL
from bivelio_core.providers import language_model as lm

from tests.agents.desk_world import PHONE, World, says, status
from tests.agents.world import Scripted, balance, live, made, speaking
from tests.api import ORGANISATION, call
from tests.functions.messages.world import comes_in, whatsapp, wrote
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")
USER = {"actor_kind": "user", "actor": "usr_a1b2c3d4e5f6g7h8"}


@pytest.fixture
def world(table, monkeypatch):
    with whatsapp(monkeypatch) as (provider, connection):
        call(
            "agents.desk_update",
            {"enabled": True, "agent_id": made(), "channels": ["whatsapp"], "greeting": {"ca": "Hola!"}},
        )
        yield World(table, connection, provider)


def test_a_message_is_answered_once_whatever_comes_again(world):
    message, job = world.writes("Bon dia, a quina hora obriu?")
    with speaking(Scripted(says("Obrim a les nou."))) as model:
        for _ in range(3):
            assert world.answers(job) == {"batchItemFailures": []}
    assert world.sent() == ["Hola!\n\nObrim a les nou."]
    assert len(model.prompts) == 1
    assert "a quina hora obriu" in str(model.prompts[0].turns[0])
    assert balance() == 499
    answer = call("messages.list", {"contact_id": message["contact_id"]}).data["messages"][-1]
    assert answer["metadata"]["front_desk"].startswith("age_")


@pytest.mark.parametrize("word", ["BAIXA", "baja, por favor", "STOP"])
def test_who_stops_advertising_asks_nothing(world, word):
    comes_in(world.table, world.connection, "whatsapp", wrote(PHONE, word, "wamid.stop"))
    message, _confirmation = call("messages.list").data["messages"]
    with speaking(Scripted(says("Un moment.", "unsure"))) as model:
        world.answers(arrivals.TurnJob(ORGANISATION, "live", None, message["contact_id"], message["id"]))
        assert (world.sent(), model.prompts, balance()) == ([], [], 500)
        assert "handed_over" not in status(message["contact_id"])
        _, job = world.writes("A quina hora obriu?")
        world.answers(job)
    assert (len(world.sent()), len(model.prompts)) == (1, 1)


def test_quick_messages_are_one_question(world):
    _, first = world.writes("Bon dia")
    _, second = world.writes("quant val el menú?")
    _, third = world.writes("som quatre")
    with speaking(Scripted(says("Divuit euros."))) as model:
        for job in (first, second, third):
            world.answers(job)
    assert len(world.sent()) == 1
    assert all(text in str(model.prompts[0].turns[0]) for text in ("Bon dia", "quant val", "som quatre"))


def test_who_never_stops_writing_is_answered_after_a_while(world):
    _, first = world.writes("Bon dia")
    world.writes("una cosa més")
    with speaking(Scripted(says("Digues."))), clock.frozen(clock.now() + timedelta(seconds=40)):
        world.answers(first)
    assert len(world.sent()) == 1


def test_a_turn_waits_for_the_one_before(world, table):
    message, job = world.writes("Bon dia")
    lease = leases.claim(live(table), message["contact_id"], {"message_id": "msg_1", "n": 1})
    with speaking(Scripted(says("Hola."))):
        world.answers(job)
        assert world.sent() == []
        (again,) = waiting("turns")
        assert (again["message_id"], again["waits"]) == (message["id"], 1)
        assert lease is not None
        leases.release(live(table), lease)
        world.answers(again)
    assert len(world.sent()) == 1


@pytest.mark.parametrize("call_number", [1, 2, 3])
def test_a_function_that_dies_answers_once(world, table, monkeypatch, call_number):
    """It dies after its n-th effect: the execution, the answer, or what it notes of the turn."""
    _, job = world.writes("Bon dia")
    done = []

    def dying(function):
        def wrapped(*arguments, **named):
            outcome = function(*arguments, **named)
            done.append(function)
            if len(done) == call_number:
                raise KeyboardInterrupt
            return outcome

        return wrapped

    with speaking(Scripted(says("Hola."))) as model:
        with monkeypatch.context() as patch:
            patch.setattr(invoke, "invoke", dying(invoke.invoke))
            patch.setattr(operation_calls, "call", dying(operation_calls.call))
            patch.setattr(leases, "finish", dying(leases.finish))
            with pytest.raises(KeyboardInterrupt):
                turns.serve(job, live(table), lambda *_: None)
        world.answers(job)
    assert (len(world.sent()), len(model.prompts)) == (1, 1)
    assert balance() == 499


def test_it_stops_when_a_person_writes_and_goes_on_when_it_is_given_back(world):
    message, job = world.writes("Bon dia")
    contact = message["contact_id"]
    with speaking(Scripted(says("Hola."))):
        world.answers(job)
        call("messages.send", {"channel": "whatsapp", "contact_id": contact, "body": "Soc l'Anna"}, caller=USER)
        _, job = world.writes("Gràcies Anna")
        world.answers(job)
        assert world.sent() == ["Hola!\n\nHola.", "Soc l'Anna"]
        call("messages.give_back", {"contact_id": contact})
        _, job = world.writes("I demà?")
        world.answers(job)
    assert world.sent()[2:] == ["Hola."]


@pytest.mark.parametrize("reason", ["asked_for", "complaint", "money", "unsure"])
def test_it_hands_over_and_says_so(world, reason):
    message, job = world.writes("Vull parlar amb una persona, si us plau")
    with speaking(Scripted(says("D'acord.", reason))):
        world.answers(job)
        world.answers(job)
    (text,) = world.sent()
    assert text.endswith(phrases.HANDED_OVER["ca"])
    conversation = status(message["contact_id"])
    assert (conversation["handled_by"], conversation["handed_over"]["why"]) == ("person", reason)
    (unread,) = call("messages.conversations", {"unread": True}).data["conversations"]
    assert (unread["contact_id"], unread["unread"]) == (message["contact_id"], 1), "the assistant's answer is none"


def test_after_three_turns_that_did_not_answer_a_person_goes_on(world):
    call("agents.desk_update", {"hand_over_when": ["failed_turns"]})
    with speaking(Scripted(says("No ho sé.", confident=False))):
        for number in range(3):
            message, job = world.writes(f"Pregunta {number}")
            world.answers(job)
            assert status(message["contact_id"]).get("handled_by") == ("person" if number == 2 else None)
    assert status(message["contact_id"])["handed_over"]["why"] == "failed_turns"


def test_calls_that_a_person_decides_about_hand_over(world):
    agent = made(tools=[{"name": "cases.create", "approval": "always"}])
    call("agents.desk_update", {"agent_id": agent})
    message, job = world.writes("Obriu-me un cas")
    with speaking(Scripted(lm.ToolCall("1", "cases.create", {"title": "Cas"}))):
        world.answers(job)
    assert status(message["contact_id"])["handed_over"]["why"] == "approval"
    assert call("cases.list", {}).data["cases"] == []


def test_a_model_that_is_away_is_asked_again_and_then_a_person_goes_on(world):
    message, job = world.writes("Bon dia")
    with speaking(Scripted(lm.ModelUnavailable("unavailable"))):
        world.answers(job)
        (again,) = waiting("turns")
        assert world.sent() == []
        world.answers({**again, "waits": turns.MOST_WAITS})
    assert world.sent() == [phrases.HANDED_OVER["ca"]]
    assert status(message["contact_id"])["handed_over"]["why"] == "unavailable"


def test_without_a_model_it_claims_no_intent_and_hands_over(world):
    message, job = world.writes("Quiero una cita para mañana, ¿cuánto vale?")
    world.answers(job)
    assert world.sent() == [f"{phrases.NO_ANSWER['es']}\n\n{phrases.HANDED_OVER['es']}"]
    assert status(message["contact_id"])["handled_by"] == "person"


def test_an_event_becomes_a_job_only_where_the_desk_answers(world, table):
    data = {"contact_id": "ct_1", "message_id": "msg_1", "channel": "whatsapp"}
    mail = {**data, "channel": "email"}
    happened = [type("Event", (), {"type": "message.received", "data": each})() for each in (data, mail)]
    arrivals.react(happened, live(table))
    call("agents.desk_update", {"enabled": False})
    arrivals.react(happened, live(table))
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        (job,) = waiting("turns")
    assert (job["message_id"], job["contact_id"]) == ("msg_1", "ct_1")


def test_what_a_machine_wrote_and_a_closed_desk_are_not_answered(world):
    _, job = world.writes("Bon dia")
    call("agents.desk_update", {"enabled": False})
    with speaking(Scripted(says("Hola."))) as model:
        world.answers(job)
    assert (world.sent(), model.prompts) == ([], [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bon dia, a quina hora obriu demà?", "ca"),
        ("Buenos días, ¿a qué hora abrís mañana?", "es"),
        ("Good morning, when do you open tomorrow?", "en"),
        ("👍", "en"),
    ],
)
def test_it_answers_in_the_language_of_the_words_else_of_the_contact(text, language):
    assert phrases.language_of([text], {"language": "en-GB"}, USUAL) == language
