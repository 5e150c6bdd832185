"""Messages that arrive twice, at several workers at once: each attempt is made once, each event accepted once."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from bivelio_core.store import keys
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put, UpdateWrite
from bivelio_core.webhooks import batch
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.queues import Delivery
from bivelio_core.webhooks.request import ReceiverAnswer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.interleaved import InterleavedTable
from tests.webhooks.world import FAILED, TAKEN, Sent, World

EVENTS, MOST_WORKERS = 4, 3
LEASE = timedelta(seconds=21)
NOW = datetime(2026, 4, 7, 13, 0, tzinfo=UTC)


def _key(write: Put | UpdateWrite) -> Key:
    return Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key


class OneByOne:
    """A table that carries out each write of a batch on its own, as DynamoDB does: others come in between."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each."""
        assert len({_key(write) for write in writes}) == len(writes), "one item twice"
        return [self._inner.put_each([write])[0] for write in writes]


class AnswersLost(OneByOne):
    """A table whose batches are all sent twice, because the first answer is lost; counts know their token."""

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each."""
        self._inner.put_each([write for write in writes if isinstance(write, Put)])
        return list(self._inner.put_each(writes))


class Receiver:
    """Answers as chance says, and notes who called: which attempt at which event."""

    def __init__(self, world: World, failures: Sequence[bool]) -> None:
        self.attempts: Counter[tuple[str, int]] = Counter()
        self.accepted: Counter[str] = Counter()
        self._world, self._failures = world, list(failures)

    def of(self, message: Delivery) -> Any:
        """What sends the request of a message."""

        def send(event: Any, *_: Any) -> ReceiverAnswer:
            self.attempts[event.id, message.attempt] += 1
            fails = self._failures.pop() if self._failures else False
            self.accepted[event.id] += not fails
            return FAILED if fails else TAKEN

        return send


def deliveries(sent: Sequence[Sent]) -> list[Delivery]:
    """The messages of deliveries among those that were sent."""
    return [each.message for each in sent if isinstance(each.message, Delivery)]


def work(world: World, table: Any, messages: Sequence[Delivery], receiver: Receiver) -> None:
    """What a worker does with one batch of messages."""
    stored = TenantStore(table, world.store.tenant)
    shared = batch.begin(messages, lambda _: stored)
    for message in messages:
        deliver(message, stored, world, shared, receiver.of(message))


def serve_rest(world: World, receiver: Receiver) -> None:
    """Serve what the workers sent to the queues again, each message twice, until nothing is left."""
    served = 0
    while len(world.sent) > served:
        new, served = world.sent[served:], len(world.sent)
        world.set(max(world.now + LEASE, *(sent.at + timedelta(seconds=sent.delay_seconds) for sent in new)))
        messages = deliveries(new)
        for again in (messages, messages[::-1]):
            work(world, world.table, again, receiver)


def assert_exact(world: World, receiver: Receiver, event_ids: set[str]) -> None:
    """Every event was accepted once; no attempt was made twice; the records and counts say so."""
    assert receiver.accepted == Counter(event_ids)
    assert max(receiver.attempts.values()) == 1, "an attempt was made twice"
    states = {item["SK"]: item["status"] for item in world.store.query(keys.DELIVERY, "wh_test")}
    assert states == dict.fromkeys(event_ids, "delivered")
    recorded = Counter(
        (item["event_id"], item["attempt"]) for item in world.store.query(keys.DELIVERY_ATTEMPT, "wh_test")
    )
    assert recorded == receiver.attempts
    assert sum(day["delivered"] for day in world.store.query(keys.WEBHOOK_DAY)) == len(event_ids)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(st.lists(st.integers(0, EVENTS - 1), min_size=1, max_size=6), min_size=2, max_size=MOST_WORKERS),
    failures=st.lists(st.booleans(), max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_of_messages_that_arrive_twice_at_several_workers_each_attempt_is_made_once(services, batches, failures, order):
    with closing(World(NOW)) as world:
        world.webhook()
        events = world.happen(EVENTS)
        messages = deliveries(world.sent)
        world.sent.clear()
        interleaved = InterleavedTable(world.table)
        receiver = Receiver(world, failures)
        rest = sorted(set(range(EVENTS)) - {number for found in batches for number in found})
        callers = [
            partial(work, world, OneByOne(interleaved), [messages[number] for number in found], receiver)
            for found in [*batches, *([rest] if rest else [])]
        ]
        interleaved.run(callers, order.randrange)
        serve_rest(world, receiver)
        assert_exact(world, receiver, {event.id for event in events})


@pytest.mark.parametrize("copies", [1, 2])
def test_a_stream_batch_that_is_fanned_out_twice_is_delivered_once(world, copies):
    world.webhook()
    events = world.happen(EVENTS)
    messages = deliveries(world.sent) * copies
    world.sent.clear()
    receiver = Receiver(world, [])
    for found in (messages, messages[::-1]):
        work(world, world.table, found, receiver)
    serve_rest(world, receiver)
    assert_exact(world, receiver, {event.id for event in events})


def test_a_batch_that_is_sent_twice_because_its_answer_was_lost_is_delivered_at_once(world):
    world.webhook()
    events = world.happen(EVENTS)
    messages = deliveries(world.sent)
    world.sent.clear()
    receiver = Receiver(world, [])
    work(world, AnswersLost(world.table), messages, receiver)
    assert not world.sent, "no message waits for a lease of its own"
    assert_exact(world, receiver, {event.id for event in events})


def test_repeated_attempts_of_a_batch_are_exact_too(world):
    world.webhook()
    events = world.happen(EVENTS)
    receiver = Receiver(world, [True] * EVENTS * 2)
    first = deliveries(world.sent)
    world.sent.clear()
    work(world, world.table, first, receiver)
    serve_rest(world, receiver)
    assert_exact(world, receiver, {event.id for event in events})
    assert max(attempt for _, attempt in receiver.attempts) == 3


def test_repeated_attempts_are_claimed_in_one_request(world):
    world.webhook()
    world.happen(EVENTS)
    first = deliveries(world.sent)
    world.sent.clear()
    work(world, world.table, first, Receiver(world, [True] * EVENTS))
    world.pass_time(seconds=30)
    metered = MeteredTable(world.table)
    shared = batch.begin(deliveries(world.sent), lambda tenant: TenantStore(metered, tenant))
    assert metered.usage.operations == ["get_many", "put_each"]
    assert [claim.state["attempts"] for claim in shared.claims.values() if claim.state] == [1] * EVENTS


def test_a_claimed_batch_whose_worker_died_is_delivered_when_its_leases_have_ended(world):
    world.webhook()
    events = world.happen(EVENTS)
    messages = deliveries(world.sent)
    world.sent.clear()
    batch.begin(messages, lambda _: world.store)  # and no more
    receiver = Receiver(world, [])
    world.pass_time(seconds=1)
    work(world, world.table, messages, receiver)
    serve_rest(world, receiver)
    assert_exact(world, receiver, {event.id for event in events})
