"""10,000 events with the workers killed at random, before or after any of their calls: none is lost."""

import heapq
import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core.contacts.events import derive
from bivelio_core.entrypoints import stream
from bivelio_core.events import log, publish
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import batch, health, payload, progress
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.fan_out import fan_out
from bivelio_core.webhooks.lane_walk import serve_turn
from bivelio_core.webhooks.missed import first_step
from bivelio_core.webhooks.notices import serve_notice
from bivelio_core.webhooks.queues import Notice, Probe, Replay, Turn
from bivelio_core.webhooks.recovery import serve_probe
from bivelio_core.webhooks.replay import walk

from tests import streams
from tests.api import ORGANISATION
from tests.there import there
from tests.webhooks.world import FAILED, TAKEN, World

EVENTS = 10_000
BATCH = 100
REPLAYED = 200
RISK = 0.01
"""The chance to be killed, at each side of each call: about every tenth delivery."""

VISIBILITY = timedelta(seconds=360)


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


class Mortal:
    """Something whose calls may be the caller's last: before anything happened, or when all had."""

    def __init__(self, inner, dice: random.Random, risk: float):
        self._inner, self._dice, self._risk = inner, dice, risk
        self.kills = 0

    def __getattr__(self, name):
        method = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._cast()
            result = method(*args, **kwargs)
            self._cast()
            return result

        return call

    def put_each(self, writes):
        """Each write of a batch is carried out on its own: the caller may die between two of them."""
        results = {}
        for position in self._dice.sample(range(len(writes)), len(writes)):
            self._cast()
            results[position] = self._inner.put_each([writes[position]])[0]
        self._cast()
        return [results[position] for position in range(len(writes))]

    def _cast(self):
        if self._dice.random() < self._risk:
            self.kills += 1
            raise Killed


class MortalWorld(World):
    """The world with killed workers: their messages come back when their time of invisibility is over."""

    def begin(self, seed: int, risk: float = RISK):
        """Arm it."""
        self.dice = random.Random(seed)
        self.alive = self.table
        self.table = Mortal(self.table, self.dice, risk)
        self.outbox = Mortal(self, self.dice, risk)
        self.bodies: defaultdict[str, list[bytes]] = defaultdict(list)
        self.taken: Counter[str] = Counter()
        self.accepted: list[str] = []
        self.seconds = 0.0
        self.batch_size = 10

    @property
    def kills(self) -> int:
        """How many processes have died."""
        return int(self.table.kills + self.outbox.kills)

    def request(self, event, webhook, _organisation):
        """A receiver that fails now and then, and notes the bytes it got."""
        self.table._cast()
        self.bodies[event.id].append(payload.bivelio(event, webhook["SK"]))
        if self.seconds:
            self.pass_time(seconds=self.seconds)
        answer = FAILED if self.dice.random() < 0.05 else TAKEN
        self.taken[event.id] += answer is TAKEN
        if answer is TAKEN and self.taken[event.id] == 1:
            self.accepted.append(event.id)
        self.table._cast()
        return answer

    def publish(self, records):
        """The stream's lane: a batch is invoked until it is through."""
        worker = stream.stream_consumer(
            "publish_events",
            kinds=lambda: frozenset({"CT"}),
            read=publish.read,
            write=lambda found: publish.write(
                found,
                store_of=lambda tenant: TenantStore(self.table, tenant),
                react=lambda events, store: fan_out(events, store, self.outbox),
            ),
        )
        while True:
            try:
                assert worker({"Records": records}, None) == {"batchItemFailures": []}
            except Killed:
                self.pass_time(seconds=1)
            else:
                return

    def serve(self, messages):
        """A worker that may die in the middle of its batch: then all of it comes back, whatever was done."""
        try:
            shared = batch.begin(messages, lambda tenant: TenantStore(self.table, tenant))
            for message in messages:
                if isinstance(message, Replay):
                    walk(message, self.store, self.outbox, self.request, pause=self.pause)
                elif isinstance(message, Turn):
                    serve_turn(message, self.store, self.outbox, self.request, pause=self.pause, at_once=1)
                elif isinstance(message, Notice):
                    serve_notice(message, self.store, self.outbox)
                elif isinstance(message, Probe):
                    serve_probe(message, self.store, self.outbox, self.request)
                else:
                    deliver(message, self.store, self.outbox, shared, self.request)
        except Killed:
            for message in messages:
                heapq.heappush(self._waiting, (self.now + VISIBILITY, next(self._numbers), message))


def contact(number: int) -> dict[str, Any]:
    return {
        "PK": f"{ORGANISATION}#live#CT",
        "SK": keys.sequence_sk(number),
        "random": "00000",
        "version": 1,
        "type": "person",
        "name": f"Núria {number}",
        "tags": [],
        "custom_fields": {},
        "created_at": "2026-04-07T12:00:00Z",
        "updated_at": "2026-04-07T12:00:00Z",
    }


@pytest.mark.parametrize("seed", [1])
def test_no_event_is_lost_and_duplicates_are_recognisable(world, seed):
    mortal = MortalWorld(world.now)
    mortal.webhook()
    mortal.begin(seed)
    expected = set()
    for start in range(1, EVENTS + 1, BATCH):
        records = [streams.record(None, contact(number)) for number in range(start, start + BATCH)]
        expected |= {draft.id for record in records for draft in there(publish.read(Change(record))).drafts}
        mortal.publish(records)
        mortal.run(timedelta(seconds=1))
    mortal.run()
    kills, mortal.table = mortal.kills, mortal.alive
    assert kills > EVENTS / 20, "the workers did die"
    assert len(expected) == EVENTS
    assert set(mortal.bodies) == expected, "every event arrived"
    assert all(len(set(bodies)) == 1 for bodies in mortal.bodies.values()), "a duplicate is the same bytes, id included"
    assert {item["id"] for item in mortal.store.query(keys.EVENT)} == expected
    states = Counter(item["status"] for item in mortal.store.query(keys.DELIVERY, "wh_test"))
    assert states == {"delivered": EVENTS}
    duplicates = mortal.taken.total() - EVENTS
    assert duplicates < kills, "only a death between the call and its note doubles it"
    print(f"{EVENTS} events, {kills} deaths, {duplicates} duplicates")  # noqa: T201 - a figure of docs/webhooks.md
    mortal.close()


@pytest.mark.parametrize("limits", [{}, {"types": ["contact.created"], "only_failed": True}], ids=["all", "failed"])
def test_a_replay_whose_workers_are_killed_loses_nothing_keeps_the_order_and_counts_each_event_once(world, limits):
    mortal = MortalWorld(world.now)
    mortal.webhook(filter="starts_with(data.name, 'N')")
    health.disable(mortal.store, "wh_test", "user")
    events = sorted(mortal.happen(REPLAYED), key=lambda event: (event.place, event.id))
    for event in events if limits else []:
        mortal.store.update(
            keys.DELIVERY, event.id, Update(set={"status": "failed", "attempts": 5, "round": 1}), "wh_test"
        )
    mortal.store.update(keys.WEBHOOK, "wh_test", health.enabling())
    mortal.pass_time(seconds=5)
    message = replace(first_step(mortal.store, "wh_test", "1", log.earliest(mortal.store)), **limits)
    begun = progress.initial_attributes(message, REPLAYED, is_exact=True)
    mortal.store.update(keys.WEBHOOK, "wh_test", Update(set=begun))
    mortal.send("redeliveries", [message])
    mortal.begin(seed=2)
    mortal.seconds = 1.5  # so that a walk is handed over after ten events, as behind a real receiver
    mortal.run()
    kills, mortal.table = mortal.kills, mortal.alive
    assert kills > REPLAYED / 20, "the workers did die"
    assert mortal.accepted == [event.id for event in events], "all of them, in the order in which they happened"
    assert all(len(set(bodies)) == 1 for bodies in mortal.bodies.values())
    assert mortal.taken.total() - REPLAYED < kills
    found = mortal.stored()["replay_progress"]
    assert (found["status"], found["delivered"], found["failed"]) == ("finished", REPLAYED, 0)
    mortal.close()


def test_the_example_contact_derives_one_event():
    change = Change(streams.record(None, contact(1)))
    assert [happening.type for happening in derive(change)] == ["contact.created"]
