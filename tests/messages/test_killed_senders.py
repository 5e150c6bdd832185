"""Sends with processes killed before and after any of their calls: none is lost, none is sent twice where that shows.

What cannot be known is said: a message whose call nobody saw the end of has failed with `outcome_unknown` on Telegram,
is resolved by a status on WhatsApp, and is sent again under its Message-ID by e-mail.
`KILLED_SENDS=10000 pytest tests/messages/test_killed_senders.py` is the large run.
"""

import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clients, clock
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, TemporarilyUnavailable
from bivelio_core.integrations import secrets
from bivelio_core.messages import conversation, work
from bivelio_core.messages.actions import send
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.models import MessageContent, SendMessage
from bivelio_core.messages.queue import SendJob
from bivelio_core.store.keys import CONNECTION, MESSAGE
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.mail_server import MailServer
from tests.messages.world import CONNECTIONS, bring, new_store
from tests.network import events_of
from tests.receiver import Received, Receiver, Reply
from tests.services import waiting

SENDS = int(os.environ.get("KILLED_SENDS", "60"))
SENDS_BETWEEN_WORK = 20
RISK = 0.03
PEOPLE = 8
RECIPIENTS = {"whatsapp": "+346990000{:02}", "telegram": "42{:02}", "email": "maria{:02}@exemple.com"}
TENANT = Tenant(ORGANISATION, "live")
TEMPLATE = MessageContent(type="template", name="cita", language="ca")


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


class World:
    """Three providers, processes that may die at each call of the table and of the queue, and a clock."""

    def __init__(self, seed: int) -> None:
        self.dice, self.risk, self.kills = random.Random(seed), 0.0, 0
        self.fates = defaultdict[str, random.Random](lambda: random.Random(seed))
        self.table = MemoryTable()
        self.now = clock.now()
        self.accepted: Counter[str] = Counter()
        self.mail_ids: Counter[str] = Counter()
        self.statuses: list[Any] = []
        self.asked: list[str] = []
        self.late: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.table, name)

        def call(*given: Any, **named: Any) -> Any:
            self.cast(name)
            result = method(*given, **named)
            self.cast(name)
            return result

        return call

    def cast(self, call: str = "queue", **_: Any) -> None:
        """Perhaps die. Each kind of call has dice of its own: some are made at the same time, in any order."""
        if self.risk and self.fates[call].random() < self.risk:
            self.kills += 1
            raise Killed

    @property
    def store(self) -> TenantStore:
        """The tenant's store, as a process that may die has it."""
        return TenantStore(self, TENANT)

    def meta(self, request: Received) -> Reply:
        """WhatsApp: accepts, or says that it is too busy."""
        if self.dice.random() < 0.05:
            return Reply(429, {"Retry-After": "1"}, b'{"error":{"code":130429}}')
        asked = json.loads(request.body)
        ours = asked["biz_opaque_callback_data"]
        self.accepted[ours] += 1
        wamid = f"wamid.{sum(self.accepted.values())}"
        self.statuses += [self.status(wamid, ours, each) for each in ("sent", "delivered", "read")]
        return Reply(200, {}, json.dumps({"messages": [{"id": wamid}]}).encode())

    def status(self, wamid: str, ours: str, status: str) -> Any:
        """Meta's report."""
        about = {"id": wamid, "status": status, "timestamp": "1780000000", "biz_opaque_callback_data": ours}
        value = {"metadata": {"phone_number_id": "106540352242922"}, "statuses": [about]}
        entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    def bots(self, request: Received) -> Reply:
        """Telegram: accepts; the text of each message is its number."""
        asked = json.loads(request.body)
        self.accepted[asked["text"]] += 1
        result = {"message_id": sum(self.accepted.values()), "chat": {"id": asked["chat_id"]}}
        return Reply(200, {}, json.dumps({"ok": True, "result": result}).encode())

    def outlive(self, act: Callable[[], Any]) -> Any:
        """Have something done until it is done, each time by a new process."""
        while True:
            self.risk = RISK
            try:
                with clock.frozen(self.now):
                    return act()
            except Killed:
                self.now += timedelta(seconds=50)
            finally:
                self.risk = 0.0

    def send(self, number: int) -> None:
        """A client that repeats its request under its key until it is answered."""
        channel = ("whatsapp", "telegram", "email")[number % 3]
        about: dict[str, Any] = {"message": TEMPLATE} if channel == "whatsapp" else {"body": str(number)}
        to = RECIPIENTS[channel].format(number % PEOPLE)
        request = SendMessage.model_validate({"channel": channel, "to": to, **about})

        def ask() -> None:
            actor = Actor("api_key", "key_1")
            ctx = Context(TENANT, actor, frozenset({"write"}), "r", "ca", self.store, idempotency_key=f"send-{number}")
            try:
                self.asked.append(send.send(request, ctx).message_id)
            except TemporarilyUnavailable:
                raise Killed from None
            except ApiError as error:
                self.asked.append(error.details["message_id"])

        self.outlive(ask)

    def work_off(self) -> None:
        """The queue's workers do everything that is still to be done, however much later."""
        while True:
            self.work()
            if not self.late:
                break
            if min(job["due_at"] for job in self.late) > self.now.timestamp() + 600:
                self.now += timedelta(seconds=600)
        self.report()

    def work(self) -> None:
        """What is due now: a job whose worker died comes back. Statuses come in any order, some of them twice."""
        self.now += timedelta(seconds=60)
        self.report()
        jobs, self.late = [*waiting("messages"), *self.late], []
        for job in jobs:
            if job["due_at"] > self.now.timestamp():
                self.late.append(job)
            else:
                self.outlive(lambda job=job: work.go_on(SendJob(**job), self.store))  # type: ignore[misc]
        self.late += waiting("messages")

    def report(self) -> None:
        """Meta's webhooks."""
        told, self.statuses = [*self.statuses, *self.dice.sample(self.statuses, len(self.statuses) // 2)], []
        self.dice.shuffle(told)
        for each in told:
            self.outlive(lambda each=each: bring(self.store, "whatsapp", each))  # type: ignore[misc]


@pytest.fixture
def world(monkeypatch, services, tmp_path):
    made = World(7)
    store = new_store(made.table)
    events = events_of(clients.client("sqs"))
    events.register_first("before-send.sqs", made.cast)
    events.register_last("after-call.sqs", made.cast)
    with Receiver(made.meta) as meta, Receiver(made.bots) as bots, MailServer(tmp_path, tls="none") as mail:
        monkeypatch.setenv("WHATSAPP_URL", f"http://127.0.0.1:{meta.port}")
        monkeypatch.setenv("TELEGRAM_URL", f"http://127.0.0.1:{bots.port}")
        hidden = {"whatsapp": {"access_token": "token"}, "telegram": {"bot_token": "1:token"}}
        for provider, each in hidden.items():
            sealed = Update(set={"secrets": secrets.sealed(each, ORGANISATION)})
            store.update(CONNECTION, CONNECTIONS[provider], sealed)
        address = {"from_address": "info@exemple.com"}
        settings = {"host": "127.0.0.1", "port": mail.port, "security": "none", **address}
        store.update(CONNECTION, CONNECTIONS["smtp"], Update(set={"settings": settings}))
        yield made, mail


def test_no_message_is_lost_and_none_is_sent_twice_where_that_shows(world):
    made, mail = world
    for number in range(SENDS):
        made.send(number)
        if number % SENDS_BETWEEN_WORK == 0:
            made.work()
    made.work_off()
    store = TenantStore(made.table, TENANT)
    slots = [Slot(place["contact"], place["slot"]) for place in store.query(MESSAGE)]
    items = [existing(conversation.message(store, slot)) for slot in slots]
    assert len(items) == len(set(made.asked)) == SENDS
    found = [re.search(rb"^Message-ID: (\S+)", each.content, re.MULTILINE) for each in mail.mails]
    mails = Counter(each[1].decode() for each in found if each)
    repeated, unknown = 0, Counter[str]()
    for item in items:
        channel, status = item["channel"], item["status"]
        key = item["message_id"] if channel == "whatsapp" else item["content"].get("body")
        times = mails[f"<{item['message_id']}@mail.bivelio.com>"] if channel == "email" else made.accepted[key]
        if status == "failed":
            assert item["error"]["reason"] == "outcome_unknown", item
            assert channel != "email", item
            assert times == 0 or channel == "telegram", "a status of WhatsApp would have resolved it"
            assert times <= 1, item
            unknown[channel] += 1
            continue
        assert status == ("read" if channel == "whatsapp" else "sent"), item
        assert times == 1 or (channel == "email" and times > 1), item
        repeated += times - 1
    print(f"{SENDS} sends, {made.kills} kills: 0 lost, {repeated} mails repeated, {dict(unknown)} unknown")  # noqa: T201
    assert made.kills > SENDS / 10
