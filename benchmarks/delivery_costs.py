"""Counts the AWS calls of events and deliveries, for docs/costs.md (written by `benchmarks.request_costs`)."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from moto import mock_aws

from tests.services import create_services
from tests.webhooks.world import World

from bivelio_core import clock, ids  # isort: skip - tests has put the layer on the path
from bivelio_core.events import log  # isort: skip
from bivelio_core.workflows import event_examples  # isort: skip
from bivelio_core.store.memory import MemoryTable  # isort: skip
from bivelio_core.store.metered import MeteredTable, MeteredUsage  # isort: skip
from bivelio_core.webhooks import batch, fan_out  # isort: skip
from bivelio_core.webhooks.deliver import deliver  # isort: skip
from bivelio_core.webhooks.notes import AttemptNote, Notes  # isort: skip
from bivelio_core.webhooks.queues import Delivery  # isort: skip
from bivelio_core.webhooks.request import ReceiverAnswer  # isort: skip

NOW = datetime(2026, 4, 7, 13, 0, tzinfo=UTC)
ORGANISATION = "org_example"
TYPE = "workflow.completed"
TOGETHER = 10
TAKEN = ReceiverAnswer("delivered", 5, 200, "o" * 1024)
FAILED = ReceiverAnswer("failed", 5, 500, "o" * 1024, "the receiver answered 500")


def cells(used: MeteredUsage, others: int) -> str:
    """Return the usage as cells, with calls sorted by name, since concurrent calls have no fixed order."""
    counted = sorted(Counter(used.operations).items())
    calls = ", ".join(f"{count} {name}" if count > 1 else name for name, count in counted)
    return f"{calls} | {used.read_units:g} | {used.write_units:g} | {others}"


class GatheredNotes(Notes):
    """Notes of deliveries that end at the same instant."""

    def __init__(self) -> None:
        super().__init__()
        self.gathered: list[AttemptNote] = []

    def write(self, note: AttemptNote) -> None:
        """Keep the note for `write_together`."""
        self.gathered.append(note)


@contextlib.contextmanager
def world() -> Iterator[tuple[World, MeteredTable]]:
    """Build a world of deliveries over a metered table."""
    with mock_aws():
        create_services()
        metered = MeteredTable(MemoryTable())
        fake_world = World(NOW, table=metered)
        fake_world.webhook(events=(TYPE,))
        fake_world.answer = lambda _: TAKEN
        yield fake_world, metered
        fake_world.close()


def happen(fake_world: World, count: int) -> list[log.Event]:
    """Record events of the example's size."""
    drafts = [
        log.Draft(ids.new_id("event", ORGANISATION), TYPE, clock.timestamp(), event_examples.COMPLETED)
        for _ in range(count)
    ]
    return log.record(fake_world.store, drafts)


def of_deliveries() -> dict[str, str]:
    """Measure recording and fan-out, deliveries alone and in a batch, and failures."""
    rows = {}
    with world() as (fake_world, metered):
        metered.reset()
        events = happen(fake_world, TOGETHER)
        rows[f"record {TOGETHER} events"] = cells(metered.reset(), 0)
        fan_out.fan_out(events, fake_world.store, fake_world)
        rows[f"tell a webhook of {TOGETHER} events"] = cells(metered.reset(), -(-len(fake_world.sent) // TOGETHER))
        messages = [sent.message for sent in fake_world.sent]
        fake_world.serve(messages[:1])
        rows["deliver one event, alone"] = cells(metered.reset(), 0)
        rows[f"deliver {TOGETHER} events that are taken at once"] = together(fake_world, metered)
        fake_world.answer = lambda _: FAILED
        fan_out.fan_out(happen(fake_world, 1), fake_world.store, fake_world)
        metered.reset()
        fake_world.serve([fake_world.sent[-1].message])
        rows["an attempt that fails"] = cells(metered.reset(), 1)
    return rows


def together(fake_world: World, metered: MeteredTable) -> str:
    """Measure ten deliveries answered at the same instant, the minimum; a delivery alone is the maximum."""
    events = happen(fake_world, TOGETHER)
    messages = [Delivery.of(fake_world.store.tenant, fake_world.stored()["SK"], event) for event in events]
    metered.reset()
    gathered = GatheredNotes()
    shared = batch.begin(messages, lambda _: fake_world.store)._replace(notes=gathered)
    for message in messages:
        deliver(message, fake_world.store, fake_world, shared, fake_world.request)
    gathered.write_together(gathered.gathered)
    return cells(metered.reset(), 0)


def of_feed() -> dict[str, str]:
    """Measure reads of the log from 30 days ago, with and without days without events."""
    rows = {}
    with world() as (fake_world, metered):

        def read(count: int) -> str:
            metered.reset()
            events: Any = log.after(fake_world.store, log.earliest(fake_world.store), count, log.settled_position())
            for _ in zip(range(count), events, strict=False):
                pass
            return cells(metered.reset(), 0)

        rows["50 events of a feed of 30 empty days"] = read(51)
        for day in range(30, 0, -1):
            fake_world.set(NOW - timedelta(days=day) + timedelta(minutes=1))
            happen(fake_world, 2)
        fake_world.set(NOW)
        rows["50 events of a feed with two a day"] = read(51)
    return rows
