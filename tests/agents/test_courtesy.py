"""Who writes to the front desk sees that their message was read and is being answered; no answer depends on it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.agents.desk.arrivals import TurnJob
from bivelio_core.integrations import connections
from bivelio_core.messages import presence

from tests.agents.desk_world import PHONE, World, says
from tests.agents.world import Scripted, made, speaking
from tests.api import ORGANISATION, call
from tests.functions.messages.world import comes_in, failing, store_of, telegram, whatsapp
from tests.messages.test_judges import client
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


def opened(channel: str) -> None:
    """The desk answers on a channel."""
    call("agents.desk_update", {"enabled": True, "agent_id": made(), "channels": [channel]})


def bodies(meta: Any) -> list[Any]:
    """What Meta was told, in order."""
    return [json.loads(request.body) for request in meta.received if request.method == "POST"]


def test_a_message_on_whatsapp_is_read_and_answered_before_the_model_thinks(table, monkeypatch):
    with whatsapp(monkeypatch) as (meta, connection):
        opened("whatsapp")
        world = World(table, connection, meta)
        _, job = world.writes("Bon dia")
        _, job = world.writes("Quan obriu?")
        with speaking(Scripted(says("A les nou."))):
            world.answers(job)
        shown, answer = bodies(meta)
    judge = client()
    judge.api.set_indicator(phone_id=judge.phone_id, message_id="wamid.in2", typ="text")
    assert [shown] == judge.kept
    assert answer["text"]["body"] == "A les nou."


def test_a_chat_of_telegram_shows_that_somebody_writes(table, monkeypatch):
    with telegram(monkeypatch) as (bots, connection):
        opened("telegram")
        chat = {"id": 4242, "type": "private", "first_name": "Maria"}
        message = {"message_id": 7, "date": int(clock.epoch()), "chat": chat, "from": chat, "text": "Bon dia"}
        comes_in(table, connection, "telegram", {"update_id": 1, "message": message})
        (came,) = call("messages.list").data["messages"]
        job = TurnJob(ORGANISATION, "live", None, came["contact_id"], came["id"])
        with speaking(Scripted(says("Hola."))):
            World(table, connection, bots).answers(job)
        asked = [request.path.rpartition("/")[2] for request in bots.received]
    assert asked == ["sendChatAction", "sendMessage"]
    assert json.loads(bots.received[0].body) == {"chat_id": 4242, "action": "typing"}


FAILING = {
    "refuses": failing(400, {"error": {"code": 100, "message": "no"}}),
    "is down": failing(503),
    "says nonsense": Reply(200, {}, b"[" * 3_000),
    "accepts no token": failing(401, {"error": {"code": 190, "message": "expired"}}),
}


@pytest.mark.parametrize("reply", FAILING.values(), ids=FAILING.keys())
def test_an_answer_does_not_depend_on_it(table, monkeypatch, reply):
    def meta_answer(request: Any) -> Any:
        return reply if b'"status":"read"' in request.body else None

    with whatsapp(monkeypatch, meta_answer) as (meta, connection):
        opened("whatsapp")
        world = World(table, connection, meta)
        _, job = world.writes("Bon dia")
        with speaking(Scripted(says("Hola."))):
            assert world.answers(job) == {"batchItemFailures": []}
    assert world.sent() == ["Hola."]
    assert call("integrations.get", {"id": connection}).data["status"] == "active"


def test_a_fault_of_our_own_does_not_keep_the_answer_either(table, monkeypatch):
    with whatsapp(monkeypatch) as (meta, connection):
        opened("whatsapp")
        world = World(table, connection, meta)
        _, job = world.writes("Bon dia")
        with monkeypatch.context() as broken:
            broken.setattr(presence, "TIMEOUT_SECONDS", "two")
            with speaking(Scripted(says("Hola."))):
                world.answers(job)
    assert world.sent() == ["Hola."]


def test_nobody_is_asked_while_a_connection_rests_or_is_broken(table, monkeypatch):
    with whatsapp(monkeypatch) as (meta, connection):
        world = World(table, connection, meta)
        world.writes("Bon dia")
        store = store_of(table)
        message = {"channel": "whatsapp", "connection": connection, "provider_id": "wamid.in1"}
        connections.pause(store, connection, 60)
        presence.show(store, message)
        with clock.frozen(clock.now() + timedelta(minutes=2)):
            presence.show(store, message)
            connections.mark_broken(store, connection, "credentials_rejected")
            presence.show(store, message)
        presence.show(store, {**message, "connection": "cn_gone"})
        presence.show(store, {**message, "channel": "email"})
    assert len(bodies(meta)) == 1


def test_a_person_who_goes_on_with_a_conversation_is_not_spoken_for(table, monkeypatch):
    with whatsapp(monkeypatch) as (meta, connection):
        opened("whatsapp")
        world = World(table, connection, meta)
        message, job = world.writes("Bon dia")
        call("messages.hand_over", {"contact_id": message["contact_id"], "why": "asked_for"})
        with speaking(Scripted(says("Hola."))):
            world.answers(job)
        assert bodies(meta) == []
    assert PHONE in str(message)
