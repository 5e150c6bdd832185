"""A small world for deliveries: a table in memory, queues that keep time, a receiver that answers as a test says."""

import heapq
import itertools
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.events import log
from bivelio_core.events.log import Draft, Event
from bivelio_core.store import keys
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import batch, secrets
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.fan_out import fan_out
from bivelio_core.webhooks.lane_walk import serve_turn
from bivelio_core.webhooks.notices import serve_notice
from bivelio_core.webhooks.queues import Delivery, Message, Notice, Probe, Queue, Replay, Turn
from bivelio_core.webhooks.recovery import serve_probe
from bivelio_core.webhooks.replay import walk
from bivelio_core.webhooks.request import ReceiverAnswer

from tests.api import ORGANISATION
from tests.happenings import data_of

TAKEN = ReceiverAnswer("delivered", 5, 200, "ok")
FAILED = ReceiverAnswer("failed", 5, 500, "no", "the receiver answered 500")


def _data(event_type: str, number: int) -> dict[str, Any]:
    """The data of an event; contacts have the number in their names."""
    return data_of(event_type, {"name": f"Núria {number} €"} if event_type.startswith("contact.") else None)


@dataclass(frozen=True)
class Sent:
    """A message as it was put on a queue."""

    queue: Queue
    message: Message
    delay_seconds: int
    at: datetime


@dataclass
class World:
    """Time stands still but for `run`, which serves every message when it is due."""

    now: datetime
    answer: Callable[[Event], ReceiverAnswer] = lambda _: TAKEN
    table: Any = field(default_factory=MemoryTable)
    sent: list[Sent] = field(default_factory=list)
    called: list[tuple[datetime, str]] = field(default_factory=list)
    batch_size: int = 1

    def __post_init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Message]] = []
        self._numbers = itertools.count()
        self._stack = ExitStack()
        self.set(self.now)

    @property
    def store(self) -> TenantStore:
        """The live store of the tests' organisation."""
        return TenantStore(self.table, Tenant.at(ORGANISATION, "live"))

    def set(self, instant: datetime) -> None:
        """Move the clock."""
        self._stack.close()
        self.now = instant
        self._stack.enter_context(clock.frozen(instant))

    def pass_time(self, **amount: float) -> None:
        """Let time pass without serving anything."""
        self.set(self.now + timedelta(**amount))

    def pause(self, seconds: float) -> None:
        """What workers do who wait between two requests."""
        self.pass_time(seconds=seconds)

    def close(self) -> None:
        """Let the clock go."""
        self._stack.close()

    def send(self, queue: Queue, messages: Any, delay_seconds: int = 0) -> None:
        """See webhooks.queues.Outbox."""
        assert 0 <= delay_seconds <= 900, "SQS takes no longer delay"
        for message in messages:
            self.sent.append(Sent(queue, message, delay_seconds, self.now))
            due = self.now + timedelta(seconds=delay_seconds)
            heapq.heappush(self._waiting, (due, next(self._numbers), message))

    def webhook(self, webhook_id: str = "wh_test", events: tuple[str, ...] = ("contact.created",), **about: Any) -> str:
        """An active webhook."""
        item = {
            "url": "http://127.0.0.1:9/hook",
            "events": list(events),
            "status": "active",
            "failures": 0,
            "version": 1,
            "secrets": secrets.first("whsec_" + "A" * 32, ORGANISATION),
            "created_at": clock.timestamp(),
            "updated_at": clock.timestamp(),
        }
        self.store.put(keys.WEBHOOK, webhook_id, {**item, **about})
        return webhook_id

    def stored(self, webhook_id: str = "wh_test") -> Any:
        """The webhook's item."""
        return self.store.get(keys.WEBHOOK, webhook_id)

    def happen(self, count: int = 1, event_type: str = "contact.created") -> list[Event]:
        """Events, recorded and fanned out."""
        drafts = [
            Draft(ids.new_id("event", ORGANISATION), event_type, clock.timestamp(), _data(event_type, number))
            for number in range(count)
        ]
        events = log.record(self.store, drafts)
        fan_out(events, self.store, self)
        return events

    def request(self, event: Event, _webhook: Any, _store: Any) -> ReceiverAnswer:
        """The receiver."""
        self.called.append((self.now, event.id))
        return self.answer(event)

    def serve(self, messages: list[Message]) -> None:
        """What the worker does with a batch of messages, one after the other."""
        shared = batch.begin(messages, lambda tenant: TenantStore(self.table, tenant))
        for message in messages:
            if isinstance(message, Replay):
                walk(message, self.store, self, self.request, pause=self.pause)
            elif isinstance(message, Turn):
                serve_turn(message, self.store, self, self.request, pause=self.pause, at_once=1)
            elif isinstance(message, Notice):
                serve_notice(message, self.store, self)
            elif isinstance(message, Probe):
                serve_probe(message, self.store, self, self.request)
            else:
                assert isinstance(message, Delivery)
                deliver(message, self.store, self, shared, self.request)

    def run(self, until: timedelta | None = None) -> None:
        """Serve what is due, moving the clock to each message's instant, until nothing waits (or up to a time)."""
        end = None if until is None else self.now + until
        while self._waiting and (end is None or self._waiting[0][0] <= end):
            self.set(max(self.now, self._waiting[0][0]))
            messages: list[Message] = []
            while self._waiting and self._waiting[0][0] <= self.now and len(messages) < self.batch_size:
                messages.append(heapq.heappop(self._waiting)[2])
            self.serve(messages)
        if end is not None:
            self.set(end)
