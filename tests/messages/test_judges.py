"""Libraries that others wrote judge us: what we send is what they send, and they read what our simulators report."""

import asyncio
import hashlib
import hmac
import json
import warnings
from typing import Any

import httpx
import pytest
import telegram
from bivelio_core.messages.inbound import doors
from bivelio_core.providers.messaging.port import Account, Draft
from bivelio_core.providers.messaging.telegram import bot
from bivelio_core.providers.messaging.whatsapp import cloud, simulated
from pywa.client import WhatsApp
from pywa.types.message import Message
from pywa.types.message_status import MessageStatus
from telegram.request import HTTPXRequest

from tests.messages.world import bring, new_store, stored
from tests.receiver import Received, Receiver, Reply

PHONE_ID = "106540352242922"
ACCOUNT = Account("whatsapp", {"phone_number_id": PHONE_ID}, {"access_token": "token"})


def draft(**content: Any) -> Draft:
    """A message of ours."""
    return Draft("msg_1", "34612345678", content)


def client(**about: Any) -> Any:
    """Pywa's client, whose requests are kept instead of sent."""
    kept: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        kept.append(json.loads(request.content))
        document = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": "34612345678", "wa_id": "34612345678"}],
            "messages": [{"id": "wamid.1"}],
        }
        return httpx.Response(200, json=document)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = WhatsApp(
            phone_id=PHONE_ID, token="token", session=httpx.Client(transport=httpx.MockTransport(answer)), **about
        )
    made.kept = kept  # type: ignore[attr-defined]
    return made


def test_a_text_is_sent_as_pywa_sends_it():
    judge = client()
    judge.send_message(to="34612345678", text="Bon dia, Núria €", tracker="msg_1")
    (theirs,) = judge.kept
    ours = cloud.payload(draft(type="text", body="Bon dia, Núria €"))
    assert {name: ours[name] for name in ("messaging_product", "to", "type", "biz_opaque_callback_data")} == {
        name: theirs[name] for name in ("messaging_product", "to", "type", "biz_opaque_callback_data")
    }
    assert ours["text"]["body"] == theirs["text"]["body"]


def test_a_place_is_sent_as_pywa_sends_it():
    judge = client()
    judge.send_location(to="34612345678", latitude=41.4, longitude=2.17, name="Barcelona", address="Rambla 1")
    (theirs,) = judge.kept
    said = {"type": "location", "latitude": 41.4, "longitude": 2.17, "name": "Barcelona", "address": "Rambla 1"}
    assert cloud.payload(draft(**said))["location"] == theirs["location"]


def test_an_image_is_sent_as_pywa_sends_it():
    judge = client()
    judge.send_image(to="34612345678", image="1234567890", caption="La foto")
    (theirs,) = judge.kept
    ours = cloud.payload(draft(type="image", caption="La foto"), "1234567890")
    assert (ours["type"], ours["image"]) == (theirs["type"], theirs["image"])


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed"])
def test_pywa_reads_the_statuses_that_our_simulator_reports(status):
    reported = json.loads(simulated.status_update(ACCOUNT, draft(type="text", body="Hola"), "wamid.1", status))
    read = MessageStatus.from_update(client(), reported)
    assert (read.id, read.status.value, read.tracker) == ("wamid.1", status, "msg_1")
    assert read.metadata.phone_number_id == PHONE_ID
    assert (read.error is not None) is (status == "failed")


def test_pywa_and_we_read_the_same_message():
    message = {
        "from": "34699000111",
        "id": "wamid.2",
        "timestamp": "1780000000",
        "type": "text",
        "text": {"body": "Ei!"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": PHONE_ID},
        "contacts": [{"profile": {"name": "Núria"}, "wa_id": "34699000111", "user_id": "ES.1"}],
        "messages": [message],
    }
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    update: Any = {"object": "whatsapp_business_account", "entry": [entry]}
    theirs = Message.from_update(client(), update)
    store = new_store()
    assert bring(store, "whatsapp", update) == []
    (ours,) = stored(store)
    assert (ours["provider_id"], ours["content"]["body"]) == (theirs.id, theirs.text)
    assert ours["from"] == f"+{theirs.from_user.wa_id}"
    assert ours["sent_at"] == theirs.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_pywa_signs_and_verifies_as_we_do():
    from pywa.utils import webhook_updates_validator

    body, secret = b'{"a":"\\u00fa"}', "app-secret"
    header = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert webhook_updates_validator(app_secret=secret, request_body=body, x_hub_signature=header)
    assert doors.is_signed({"app_secret": secret}, body, header)
    assert not webhook_updates_validator(app_secret="other", request_body=body, x_hub_signature=header)
    assert not doors.is_signed({"app_secret": "other"}, body, header)


def bots(request: Received) -> Reply:
    """Telegram, for both clients."""
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    me = {"id": 1, "is_bot": True, "first_name": "Empresa", "username": "empresa_bot"}
    sent = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": me, "text": "Hola"}
    return Reply(200, {"Content-Type": "application/json"}, json.dumps({"ok": True, "result": sent}).encode())


def fields(request: Received) -> dict[str, Any]:
    """What a client sent: as JSON, or as a form."""
    if request.headers["content-type"].startswith("application/json"):
        document: dict[str, Any] = json.loads(request.body)
        return document
    return dict(httpx.QueryParams(request.body.decode()))


@pytest.mark.parametrize(
    ("content", "method"),
    [
        ({"type": "text", "body": "Bon dia, Núria €"}, "sendMessage"),
        ({"type": "location", "latitude": 41.4, "longitude": 2.17}, "sendLocation"),
    ],
)
def test_telegram_is_sent_what_python_telegram_bot_sends(monkeypatch, content, method):
    with Receiver(bots) as server:
        base = f"http://127.0.0.1:{server.port}"
        monkeypatch.setenv("TELEGRAM_URL", base)
        account = Account("telegram", {}, {"bot_token": "1:token"})
        accepted = bot.BotApi().send(account, Draft("msg_1", "4242", content), timeout_seconds=5)

        async def theirs() -> Any:
            request = HTTPXRequest(httpx_kwargs={"trust_env": False})
            judge = telegram.Bot("1:token", base_url=f"{base}/bot", request=request)
            try:
                if method == "sendMessage":
                    return await judge.send_message(chat_id=4242, text=content["body"])
                return await judge.send_location(chat_id=4242, latitude=41.4, longitude=2.17)
            finally:
                await request.shutdown()

        answered = asyncio.run(theirs())
    ours, judges = server.received
    assert ours.path == judges.path == f"/bot1:token/{method}"
    assert {name: str(value) for name, value in fields(judges).items()}.items() <= {
        name: str(value) for name, value in fields(ours).items()
    }.items()
    assert accepted.provider_id == f"{answered.chat.id}:{answered.message_id}"


def test_a_reaction_and_that_somebody_writes_are_told_as_python_telegram_bot_tells_them(monkeypatch):
    done = Reply(200, {"Content-Type": "application/json"}, b'{"ok":true,"result":true}')
    with Receiver(lambda _: done) as server:
        base = f"http://127.0.0.1:{server.port}"
        monkeypatch.setenv("TELEGRAM_URL", base)
        account = Account("telegram", {}, {"bot_token": "1:token"})
        reaction = Draft("msg_1", "4242", {"type": "reaction", "body": "👍"}, reply_to="4242:7")
        bot.BotApi().send(account, reaction, timeout_seconds=5)
        bot.BotApi().show_writing(account, "4242:7", timeout_seconds=5)

        async def theirs() -> None:
            request = HTTPXRequest(httpx_kwargs={"trust_env": False})
            judge = telegram.Bot("1:token", base_url=f"{base}/bot", request=request)
            try:
                await judge.set_message_reaction(chat_id=4242, message_id=7, reaction="👍")
                await judge.send_chat_action(chat_id=4242, action="typing")
            finally:
                await request.shutdown()

        asyncio.run(theirs())
    ours, judges = server.received[:2], server.received[2:]
    assert [each.path for each in ours] == [each.path for each in judges]
    assert [_plain(fields(each)) for each in ours] == [_plain(fields(each)) for each in judges]


def _plain(sent: dict[str, Any]) -> dict[str, Any]:
    """The fields of a method, whether they were sent as JSON or in a form."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in sent.items()}
    return {name: json.loads(text) if text[:1] in "[{" else text for name, text in texts.items()}


def test_python_telegram_bot_and_we_read_the_same_update():
    person = {"id": 4242, "is_bot": False, "first_name": "Maria", "last_name": "Garcia", "username": "maria"}
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    message = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": person, "text": "Hola!"}
    update = {"update_id": 1, "message": message}
    theirs = telegram.Update.de_json(update, None)
    store = new_store()
    assert bring(store, "telegram", json.loads(theirs.to_json())) == []
    (ours,) = stored(store)
    assert theirs.message is not None
    assert theirs.message.from_user is not None
    assert ours["content"]["body"] == theirs.message.text
    assert ours["from"] == f"@{theirs.message.from_user.username}"
    assert ours["sent_at"] == theirs.message.date.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("to", ["+34612345678", "ES.13491208655302741918", "US.ENT.11815799212886844830"])
def test_recipients_are_named_as_pywa_names_them(to):
    judge = client()
    judge.send_message(to=to.lstrip("+"), text="Hola")
    (theirs,) = judge.kept
    ours = cloud.payload(Draft("msg_1", to, {"type": "text", "body": "Hola"}))
    assert {name: ours.get(name) for name in ("to", "recipient")} == {
        name: theirs.get(name) for name in ("to", "recipient")
    }
