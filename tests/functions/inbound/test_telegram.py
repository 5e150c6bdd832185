"""/v1/inbound/telegram keeps its promises."""

import json

import pytest
from bivelio_core.messages.inbound import doors

from tests.api import call
from tests.functions.inbound.called import arrive, to_json
from tests.functions.messages.world import telegram, work_off

pytestmark = pytest.mark.usefixtures("table")


def update(number: int = 1, **about):
    """An update of Telegram with a text."""
    person = {"id": 4242, "is_bot": False, "first_name": "Maria", "username": "maria"}
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    message = {"message_id": number, "date": 1_780_000_000, "from": person, "chat": chat, "text": "Hola", **about}
    return {"update_id": 1_000 + number, "message": message}


@pytest.fixture
def bot(monkeypatch):
    """A connected bot, with the secret that Telegram was told."""
    doors.forget()
    monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
    with telegram(monkeypatch, None) as (receiver, _):
        made = call("integrations.connect", {"provider": "telegram", "telegram": {"bot_token": "2:" + "a" * 35}}).data[
            "id"
        ]
        told = next(each for each in receiver.received if each.path.endswith("setWebhook"))
        yield made, json.loads(told.body)["secret_token"]


def test_an_update_with_the_secret_becomes_a_message_and_the_chat_can_be_answered(bot):
    connection, secret = bot
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    assert arrive("telegram", to_json(update()), connection=connection, headers=headers).status == 200
    work_off()
    (message,) = call("messages.list").data["messages"]
    assert (message["from"], message["message"]["body"]) == ("@maria", "Hola")
    answer = call("messages.send", {"channel": "telegram", "contact_id": message["contact_id"], "body": "Hola!"})
    assert (answer.status, answer.data["to"]) == (200, "4242")


@pytest.mark.parametrize("secret", [None, "", "another", "\u00e9"])
def test_without_the_secret_it_is_refused(bot, secret):
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    assert arrive("telegram", to_json(update()), connection=bot[0], headers=headers).status == 403


def test_an_update_that_is_repeated_is_stored_once_and_a_group_not_at_all(bot):
    connection, secret = bot
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    group = update(2, chat={"id": -100, "type": "supergroup"})
    for body in (update(), update(), group, {"update_id": 7, "message": 7}, {"update_id": 8, "poll": {}}):
        assert arrive("telegram", to_json(body), connection=connection, headers=headers).status == 200
    work_off()
    assert call("messages.list").data["pagination"]["total"] == 1
