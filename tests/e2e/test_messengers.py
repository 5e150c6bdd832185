"""Live exchanges on simulated WhatsApp and Telegram, by the deployed functions with no more than their policies.

`BURST=1000 pytest tests/e2e/test_messengers.py` is the large run of what comes in through the real queue.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from local import messengers as simulated
from local.messengers import Messengers
from local.settings import HOST
from tests.running import Answer, Runtime, until

pytestmark = pytest.mark.e2e
BURST = int(os.environ.get("BURST", "40"))
BURST_SECONDS = 60 + BURST
CLIENTS = 8
PASSWORD = "password-of-a-mailbox"


@dataclass
class Business:
    """An organisation that is connected to both services, and everything that it was answered."""

    platform: Runtime
    about: dict[str, Any]
    connections: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def ask(self, path: str, data: Any = None, *, key: str | None = None) -> Answer:
        """Ask the API."""
        secret = key or self.about["keys"]["live_secret"]
        answer = self.platform.call(f"/v1/{path}", {"data": data or {}}, X_API_Key=secret)
        self.answers.append(f"{answer.headers} {answer.body!r}")
        return answer

    def messages(self, **asked: Any) -> list[dict[str, Any]]:
        """Its messages, oldest first."""
        found: list[dict[str, Any]] = self.ask("messages/list", {"per_page": 100, **asked}).json()["data"]["messages"]
        return found


@pytest.fixture(scope="module")
def business(platform: Runtime, messengers: Messengers, organisation: Callable[[str], dict[str, Any]]) -> Business:
    """The organisation of these tests."""
    made = Business(platform, organisation("enterprise"))
    made.connections = simulated.connect(platform.settings, made.about["keys"]["live_secret"], messengers)
    return made


@pytest.mark.parametrize(("channel", "sender"), [("whatsapp", "34699111222"), ("telegram", "4242")])
def test_an_exchange_goes_both_ways(business: Business, messengers: Messengers, channel: str, sender: str):
    messengers.say(channel, sender, "Bon dia! Teniu hora?")
    (came,) = until(lambda: business.messages(channel=channel))
    assert (came["direction"], came["message"]["body"]) == ("inbound", "Bon dia! Teniu hora?")
    said = {"channel": channel, "contact_id": came["contact_id"], "body": "Demà a les deu."}
    answer = business.ask("messages/send", said)
    assert (answer.status, answer.json()["data"]["status"]) == (200, "sent")
    sent = messengers.sent[-1]
    assert (sent["channel"], "Demà a les deu." in str(sent)) == (channel, True)
    if channel == "whatsapp":
        until(lambda: business.messages(channel=channel)[-1]["status"] == "read")


def test_what_the_owner_writes_on_the_phone_is_in_the_conversation(business: Business, messengers: Messengers):
    messengers.say("whatsapp", "34699111333", "Quan veniu?")
    (came,) = until(lambda: [each for each in business.messages() if each["from"] == "+34699111333"])
    messengers.echo("34699111333", "Dijous hi som.")
    until(lambda: len(business.messages(contact_id=came["contact_id"])) > 1)
    (_, ours) = business.messages(contact_id=came["contact_id"])
    assert (ours["direction"], ours["echo"], ours["message"]["body"]) == ("outbound", True, "Dijous hi som.")
    (conversation,) = [
        each
        for each in business.ask("messages/conversations").json()["data"]["conversations"]
        if each["contact_id"] == came["contact_id"]
    ]
    assert conversation["handled_by"] == "person"


@pytest.mark.parametrize(("channel", "sender"), [("whatsapp", "34699111444"), ("telegram", "4343")])
def test_a_pressed_button_comes_back_as_an_answer(
    business: Business, messengers: Messengers, channel: str, sender: str
):
    messengers.say(channel, sender, "Quan veniu?")
    came = until(lambda: [each for each in business.messages(channel=channel) if sender in each["from"]])[0]
    buttons = [{"id": f"si-{sender}", "title": "Sí"}, {"id": f"no-{sender}", "title": "No"}]
    message = {"type": "text", "body": "Dijous?", "buttons": buttons}
    asked = business.ask("messages/send", {"channel": channel, "contact_id": came["contact_id"], "message": message})
    messengers.press(channel, sender, f"si-{sender}")
    until(lambda: len(business.messages(contact_id=came["contact_id"])) > 2)
    answer = business.messages(contact_id=came["contact_id"])[-1]
    assert (answer["message"]["body"], answer["message"]["choice"]) == ("Sí", f"si-{sender}")
    assert answer["reply_to"] == asked.json()["data"]["message_id"]


def webhook(number: int) -> bytes:
    """Meta's webhook about a message of one of twenty people."""
    about = {"from": f"346990001{number % 20:02}", "id": f"wamid.burst.{number}", "timestamp": "1780000000"}
    value = {
        "metadata": {"phone_number_id": simulated.NUMBER},
        "messages": [{**about, "type": "text", "text": {"body": f"burst {number}"}}],
    }
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def signed(body: bytes, secret: str = simulated.SECRETS["app_secret"]) -> dict[str, str]:
    """The headers with which Meta sends a body."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}


def test_a_burst_of_which_each_message_comes_three_times_is_stored_once(business: Business):
    path = f"/v1/inbound/whatsapp?organisation={business.about['id']}&connection={business.connections['whatsapp']}"
    todo = [number for number in range(BURST) for _ in range(3)]
    random.Random(1).shuffle(todo)

    def bring(numbers: list[int]) -> None:
        connection = http.client.HTTPConnection(HOST, business.platform.settings.port, timeout=120)
        for number in numbers:
            body = webhook(number)
            connection.request("POST", path, body, signed(body))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
        connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(bring, [todo[each::CLIENTS] for each in range(CLIENTS)]))

    def of_the_burst() -> list[str]:
        found, page = [], 1
        while batch := business.messages(channel="whatsapp", page=page):
            found += [each["message"]["body"] for each in batch if each["direction"] == "inbound"]
            page += 1
        return [each for each in found if each.startswith("burst ")]

    wanted = sorted(f"burst {number}" for number in range(BURST))
    until(lambda: len(of_the_burst()) >= BURST, BURST_SECONDS)
    assert sorted(of_the_burst()) == wanted


def test_quick_messages_of_each_person_are_listed_and_told_in_their_order(business: Business, messengers: Messengers):
    people = ["34699555001", "34699555002", "ES.699555003"]
    for number in range(1, 6):
        for person in people:
            messengers.say("whatsapp", person, f"quick {person} {number}")
    wanted = {person: [f"quick {person} {number}" for number in range(1, 6)] for person in people}

    def listed() -> list[str]:
        found = business.ask("messages/list", {"channel": "whatsapp", "per_page": 100}).json()["data"]
        last = found["pagination"]["total_pages"]
        pages = [business.messages(channel="whatsapp", page=page) for page in range(max(1, last - 1), last + 1)]
        return [each["message"].get("body", "") for page in pages for each in page if each["direction"] == "inbound"]

    def told() -> list[str]:
        asked = {"types": ["message.received"], "newest_first": True, "limit": 100}
        events = business.ask("events/list", asked).json()["data"]["events"]
        return [each["data"]["message"].get("body", "") for each in reversed(events)]

    for look in (listed, told):
        until(lambda look=look: sum(each.startswith("quick ") for each in look()) == 15)
        said = look()
        assert {person: [each for each in said if f" {person} " in each] for person in people} == wanted


def test_another_organisations_connection_and_secrets_open_nothing(
    business: Business, platform: Runtime, messengers: Messengers
):
    demo = platform.demo()["organisations"]["starter"]
    foreign = demo["keys"]["live_secret"]
    for channel, to in (("whatsapp", "+34 699 111 222"), ("telegram", "4242")):
        said = {"channel": channel, "to": to, "body": "Hola", "connection_id": business.connections[channel]}
        refused = business.ask("messages/send", said, key=foreign)
        assert (refused.status, refused.json()["error"]["details"]["field"]) == (422, "connection_id")
    for verb in ("get", "test", "disconnect"):
        assert business.ask(f"integrations/{verb}", {"id": business.connections["telegram"]}, key=foreign).status == 403
    body = webhook(1_000_000)
    secret = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": messengers._webhook["secret_token"],
    }
    update = json.dumps({"update_id": 1, "message": {}}).encode()
    for stage, owner in (("/v1", demo["id"]), ("/sandbox/v1", business.about["id"])):
        for service, content, headers in (("whatsapp", body, signed(body)), ("telegram", update, secret)):
            place = f"{stage}/inbound/{service}?organisation={owner}&connection={business.connections[service]}"
            answer = platform.call(place, content, **{name.replace("-", "_"): each for name, each in headers.items()})
            assert answer.status == 403, (place, answer.body)
    forged = platform.call(
        f"/v1/inbound/whatsapp?organisation={business.about['id']}&connection={business.connections['whatsapp']}",
        body,
        X_Hub_Signature_256=signed(body, "another")["X-Hub-Signature-256"],
    )
    assert forged.status == 403


def test_no_log_line_answer_item_event_or_message_of_a_queue_tells_a_secret(
    business: Business, platform: Runtime, messengers: Messengers
):
    """After the exchanges above, and some that fail; run alone, it looks at those that fail."""
    mailbox = {"host": HOST, "port": platform.settings.mail_port, "from_address": "info@exemple.com"}
    signing_in = {**mailbox, "username": "correu", "password": PASSWORD}
    business.ask("integrations/connect", {"provider": "smtp", "smtp": signing_in})
    business.ask("integrations/connect", {"provider": "telegram", "telegram": {"bot_token": "2:" + "b" * 35}})
    for verb in ("get", "test"):
        for connection in business.connections.values():
            business.ask(f"integrations/{verb}", {"id": connection})
    for path in ("integrations/list", "messages/list", "messages/conversations", "messages/templates", "events/list"):
        business.ask(path)
    items = everything(platform)
    sealed = [each["secrets"]["B"] for each in items if each["PK"]["S"] == f"{business.about['id']}#live#CN"]
    assert len(sealed) >= 2
    texts = {
        "answers": " ".join(business.answers),
        "logs": (platform.settings.state / "runtime.log").read_text(encoding="utf-8", errors="replace"),
        "queues": queues(platform),
    }
    assert business.about["id"] in texts["logs"], "the log has the requests"
    secrets = [*simulated.SECRETS.values(), simulated.BOT_TOKEN, PASSWORD, "2:" + "b" * 35]
    secrets += [messengers._webhook["secret_token"], *business.about["keys"].values()]
    hidden = [base64.b64encode(each).decode() for each in sealed]
    told = {name: [each for each in [*secrets, *hidden] if each in text] for name, text in texts.items()}
    assert told == {"answers": [], "logs": [], "queues": []}
    assert [each for each in secrets if each in str(items)] == []


def everything(platform: Runtime) -> list[dict[str, Any]]:
    """Every item of the table, the events among them."""
    database, found, more = platform.client("dynamodb"), list[dict[str, Any]](), dict[str, Any]()
    table = next(name for name in database.list_tables()["TableNames"] if "Table" in name)
    while True:
        page = database.scan(TableName=table, **more)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def queues(platform: Runtime) -> str:
    """What waits on every queue, the dead letters too; it stays there."""
    sqs, found = platform.client("sqs"), list[str]()
    for url in sqs.list_queues()["QueueUrls"]:
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 1}
        found += [message["Body"] for message in sqs.receive_message(**asked).get("Messages", [])]
    return " ".join(found)
