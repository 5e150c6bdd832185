"""Notes of deliveries that end at the same time are written together, and none is lost or waits for a slow one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core.store import keys
from bivelio_core.store.metered import MeteredTable
from bivelio_core.webhooks import batch, health, state
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.notes import AttemptNote, Notes

from tests.running import until
from tests.webhooks.world import FAILED, TAKEN

DELIVERIES = 10


def note(world, number, answer=TAKEN, webhook_id="wh_test"):
    about = {"event_id": f"evn_{number}", "event": "contact.created", "attempt": 1, "round": 1}
    record = state.attempt_record(world.store, webhook_id, about, answer)
    return AttemptNote(world.store, world.stored(webhook_id), record, answer, is_final=answer is TAKEN)


def kept(world, webhook_id="wh_test"):
    return {item["event_id"] for item in world.store.query(keys.DELIVERY_ATTEMPT, webhook_id)}


class Gate:
    """A table whose first put_each waits until it is opened, and may fail."""

    def __init__(self, inner, *, fails=False):
        self._inner, self._fails = inner, fails
        self.opened, self.is_waiting = threading.Event(), threading.Event()

    def put_each(self, writes):
        if not self.is_waiting.is_set():
            self.is_waiting.set()
            assert self.opened.wait(10)
            if self._fails:
                raise ConnectionError
        return self._inner.put_each(writes)

    def __getattr__(self, name):
        return getattr(self._inner, name)


def write_behind_the_gate(world, notes, found):
    """Write the first note, and the others while its write is under way; answers the futures."""
    with ThreadPoolExecutor(len(found)) as pool:
        first = pool.submit(notes.write, found[0])
        assert world.table.is_waiting.wait(10)
        others = [pool.submit(notes.write, other) for other in found[1:]]
        until(lambda: len(notes._waiting) == len(found), 10)
        world.table.opened.set()
        return [first, *others]


def test_notes_that_gather_are_written_in_one_go(world):
    world.webhook("wh_a")
    world.webhook("wh_b")
    metered = MeteredTable(world.table)
    world.table = Gate(metered)
    found = [note(world, number, webhook_id=f"wh_{'ab'[number % 2]}") for number in range(DELIVERIES)]
    metered.reset()
    futures = write_behind_the_gate(world, Notes(), found)
    assert [future.exception() for future in futures] == [None] * DELIVERIES
    used = metered.reset()
    assert used.operations == ["put_each", "put_each"]
    assert (kept(world, "wh_a") | kept(world, "wh_b")) == {f"evn_{number}" for number in range(DELIVERIES)}
    (day_a, day_b) = world.store.query(keys.WEBHOOK_DAY)
    assert (day_a["delivered"], day_b["delivered"]) == (5, 5)


def test_a_failed_write_fails_its_own_delivery_and_the_others_notes_are_written(world):
    world.webhook()
    world.table = Gate(world.table, fails=True)
    futures = write_behind_the_gate(world, Notes(), [note(world, number) for number in range(4)])
    assert [type(future.exception()) for future in futures] == [ConnectionError, *[type(None)] * 3]
    assert kept(world) == {"evn_1", "evn_2", "evn_3"}
    assert health.of(world.store, "wh_test").success_rate == 1.0


@pytest.mark.parametrize(("answers", "failures"), [((FAILED, FAILED), 2), ((FAILED, TAKEN), 0), ((TAKEN, FAILED), 1)])
def test_failures_in_a_row_are_counted_across_what_a_batch_read_before(world, answers, failures):
    world.webhook()
    notes = Notes()
    found = [note(world, number, answer) for number, answer in enumerate(answers)]
    for each in found:
        notes.write(each)
    assert world.stored()["failures"] == failures


def test_a_delivery_that_hangs_holds_up_nobodys_notes(world):
    world.webhook()
    events = world.happen(DELIVERIES)
    messages = [sent.message for sent in world.sent]
    shared = batch.begin(messages, lambda _: world.store)
    released = threading.Event()

    def send(event, *_):
        if event is not None and event.id == events[0].id:
            assert released.wait(10)
        return TAKEN

    with ThreadPoolExecutor(DELIVERIES) as pool:
        futures = [pool.submit(deliver, message, world.store, world, shared, send) for message in messages]
        until(lambda: len(kept(world)) == DELIVERIES - 1, 10)
        assert not futures[0].done()
        released.set()
    assert kept(world) == {event.id for event in events}


def test_a_batch_reads_each_webhook_once_and_is_read_and_claimed_in_two_calls(world):
    world.webhook()
    world.happen(DELIVERIES)
    world.table = MeteredTable(world.table)
    shared = batch.begin([sent.message for sent in world.sent], lambda _: world.store)
    used = world.table.reset()
    assert (used.operations, used.items) == (["get_many", "put_each"], DELIVERIES + 1)
    assert len(shared.items) == DELIVERIES + 1
    assert [bool(claim.state) for claim in shared.claims.values()] == [True] * DELIVERIES
