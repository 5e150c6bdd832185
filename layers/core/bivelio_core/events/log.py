"""The log of events: each is recorded once, kept for 30 days, and ordered so that no reader misses one.

An event's place is the instant at which it was recorded, not the instant of its change, so no event appears at a place
that a reader has already passed. To ensure this while writes are in progress, readers stop `SETTLING` before now, and a
writer whose write took longer than `LONGEST_WRITE` moves the events forward. An event and the pointer from its id are
one transaction, so a repeated record finds the pointer and changes nothing.

A process may die, or its write may be refused, between a slow write and the move. When a record is repeated and its
event is not known to be `sure`, its place may have been written too late, so the event is added again at a later place.
It also stays at the first place, so that readers who have not passed that place get it in its order. Such a reader gets
the event twice, under the same id.

Where the parts are: places.py (positions and slices), entries.py (the two items of an event), shards.py (how many
partitions), walk.py (reading in order).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from bivelio_core import clock
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.store.codec import Item
from bivelio_core.store.sizing import item_size, write_units
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Write

from .entries import Draft, Event, event_of, get, key_of, load, make_sure, point_anew, writes_of
from .places import (
    LIFETIME,
    LONGEST_WRITE,
    SETTLING,
    earliest,
    instant_of,
    place_at,
    position_at,
    settled_position,
    slice_of,
)
from .shards import Spread
from .walk import after, before

__all__ = [
    "LIFETIME",
    "SETTLING",
    "Draft",
    "Event",
    "after",
    "before",
    "earliest",
    "event_of",
    "get",
    "instant_of",
    "key_of",
    "load",
    "position_at",
    "record",
    "settled_position",
    "writes_of",
]

BATCH = 25
TRIES = 12
AGAIN_WITHIN_SECONDS = 2.5
"""A refused write is tried again for so long, each time with a later place, and no more often than that."""

AHEAD = (timedelta(), timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8))
"""How far ahead of the clock events are moved, should the move before have been too slow."""

REMEMBERED = 2_000
Pause = Callable[[float], None]


class Process:
    """A process's knowledge: how its tenants' logs are spread, and which recent events it has recorded in time."""

    def __init__(self) -> None:
        self.spread = Spread()
        self._in_time: OrderedDict[str, str] = OrderedDict()

    def note_in_time(self, places: Mapping[str, str]) -> None:
        """Remember that events were written to their places in time."""
        self._in_time.update(places)
        while len(self._in_time) > REMEMBERED:
            self._in_time.popitem(last=False)

    def was_in_time(self, event_id: str, place: str) -> bool:
        """Tell whether this very process has written an event to a place in time."""
        return self._in_time.get(event_id) == place


PROCESS = Process()


def record(
    store: TenantStore, drafts: Sequence[Draft], *, process: Process = PROCESS, pause: Pause = time.sleep
) -> list[Event]:
    """Record the events that are not recorded yet; returns all of them, in order, with their places.

    Raises TableBusy when the table keeps refusing; the next call finds the events that were recorded until then.
    """
    recording = _Recording(store, process, pause)
    events: list[Event] = []
    for start in range(0, len(drafts), BATCH):
        events += recording.record(drafts[start : start + BATCH])
    return events


class _Recording:
    """Records drafts of a tenant, a transaction at a time."""

    def __init__(self, store: TenantStore, process: Process, pause: Pause) -> None:
        self._store, self._process, self._pause = store, process, pause
        self._spread = process.spread

    def record(self, drafts: Sequence[Draft]) -> list[Event]:
        """Record the events of one transaction."""
        places: dict[str, str] = {}
        pending = list({draft.id: draft for draft in drafts}.values())
        started = time.monotonic()
        for tries in range(TRIES):
            began = clock.real_now()
            fresh = _places(pending, began, self._spread.shard(self._store, began))
            try:
                self._write(pending, fresh, began)
            except TransactionFailed as failure:
                recorded_items = {pending[position // 2].id: item for position, item in failure.items.items() if item}
                if not recorded_items:
                    raise
                # Before the others are recorded: what happened later to the same resource comes after it.
                self._settle([draft for draft in pending if draft.id in recorded_items], recorded_items, places)
                if not (pending := [draft for draft in pending if draft.id not in recorded_items]):
                    break
            except TableBusy:
                if tries + 1 == TRIES or time.monotonic() - started > AGAIN_WITHIN_SECONDS:
                    raise
                self._spread.refused(self._store, clock.real_now())
                self._pause(pause_seconds(tries))
            else:
                places |= fresh
                if clock.real_now() - began > LONGEST_WRITE:
                    self._move(pending, places)
                else:
                    self._process.note_in_time(fresh)
                break
        else:
            raise TableBusy("events kept being recorded by others")
        return [draft.recorded(places[draft.id]) for draft in drafts]

    def _write(self, drafts: Sequence[Draft], places: Mapping[str, str], now: datetime) -> None:
        writes = [writes_of(self._store, draft, places[draft.id]) for draft in drafts]
        units = sum(write_units(item_size(event.item), transactional=True) for _, event in writes)
        self._spread.recorded(self._store.tenant, units, now)
        self._store.transact_at_once(list(chain.from_iterable(writes)))

    def _settle(self, drafts: Sequence[Draft], pointers: Mapping[str, Item], places: dict[str, str]) -> None:
        """Find the places of recorded events, and add those that may be too late again at a later place.

        Events are in time if this process wrote them in time, or if their place is only a moment old: they exist, so
        they were written within that moment. The method waits for a place ahead of the clock, so that later events come
        after it.
        """
        places |= {event_id: str(pointer["place"]) for event_id, pointer in pointers.items()}
        now = clock.real_now()
        self._pause_until(max(instant_of(places[draft.id]) for draft in drafts))
        unsure = [
            draft
            for draft in drafts
            if not pointers[draft.id].get("sure")
            and not self._process.was_in_time(draft.id, places[draft.id])
            and _is_late(places[draft.id], now)
        ]
        if unsure:
            self._move(unsure, places, stays=frozenset(places[draft.id] for draft in unsure))
            self._store.transact([make_sure(self._store, draft.id, places[draft.id]) for draft in unsure])

    def _move(self, drafts: Sequence[Draft], places: dict[str, str], stays: frozenset[str] = frozenset()) -> None:
        """Move events to a later place, in order, until their place is one that no reader can have passed.

        The events are deleted at their former places, except at places in `stays`. A move that took too long is
        followed by a move to a place ahead of the clock and a pause until that instant, so that later events come after
        it.
        """
        for ahead in AHEAD:
            began = clock.real_now()
            at = began + ahead
            moved = _places(drafts, at, 0 if ahead else self._spread.shard(self._store, began))
            writes: list[Write] = []
            for draft in drafts:
                _, event = writes_of(self._store, draft, moved[draft.id])
                writes += self._away_from(places[draft.id], draft, stays)
                writes += [point_anew(self._store, draft.id, places[draft.id], moved[draft.id]), event]
            self._store.transact(writes)
            places.update(moved)
            if clock.real_now() - at <= LONGEST_WRITE:
                self._process.note_in_time(moved)
                self._pause_until(at)
                return
        raise TableBusy("the table is too slow to record events in time")

    def _pause_until(self, instant: datetime) -> None:
        if (ahead := min(instant - clock.real_now(), AHEAD[-1])) > timedelta():
            self._pause(ahead.total_seconds())

    def _away_from(self, place: str, draft: Draft, stays: frozenset[str]) -> Iterable[Delete]:
        return () if place in stays else (Delete(key_of(self._store, place, draft.id)),)


def _places(drafts: Sequence[Draft], at: datetime, shard: int) -> dict[str, str]:
    """The places of drafts recorded at an instant, a microsecond apart, in a shard of the instant's slice.

    All of them are in one shard. A reader reads one shard after the other, so it finds all events of a transaction or
    none.
    """
    instants = [at + timedelta(microseconds=position) for position in range(len(drafts))]
    is_one_slice = slice_of(position_at(instants[0])) == slice_of(position_at(instants[-1]))
    return {
        draft.id: place_at(instant, shard if is_one_slice else 0)
        for draft, instant in zip(drafts, instants, strict=True)
    }


def _is_late(place: str, now: datetime) -> bool:
    return now - instant_of(place) > LONGEST_WRITE
