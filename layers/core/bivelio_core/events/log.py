"""The log of events: each is recorded once, kept for 30 days, and ordered so that no reader misses one.

An event's place is the instant at which it was recorded, not that of its change, so no event appears later at a
place that a reader has passed. To ensure this while writes are in progress, readers stop `SETTLING` before now, and a
writer whose write took longer than `LONGEST_WRITE` moves the events forward. An event and the
pointer from its id are one transaction, so a repeated record finds the pointer and changes nothing. Its data is
stored as the JSON text that is sent: numbers that the table cannot store must not stop the stream.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.json_text import to_json
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore, existing, require_own
from bivelio_core.store.writes import Delete, Key, Put, Write, absent, equals

if TYPE_CHECKING:
    from bivelio_core.store.chains import Chain

LIFETIME = timedelta(days=30)
SETTLING = timedelta(seconds=2)
LONGEST_WRITE = SETTLING / 2
"""A reader may have passed a write that took longer; the other half of SETTLING allows for clock differences."""

MOVES = 3
BATCH = 25
JUST_BEHIND = "\0"
PLACE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be recorded: its id is derived from its change."""

    id: str
    type: str
    timestamp: str
    data: dict[str, Any]
    chain: "Chain | None" = None


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded event. `place` is its position in the log, `timestamp` when the change happened.

    `chain` is the place, in a chain of workflows that start each other, of the run that made the change; it is set
    only for reactions to a newly recorded event.
    """

    id: str
    type: str
    timestamp: str
    data: dict[str, Any]
    place: str
    chain: "Chain | None" = None


def record(store: TenantStore, drafts: Sequence[Draft]) -> list[Event]:
    """Record the events that are not recorded yet; returns all of them, in order, with their places."""
    events: list[Event] = []
    for start in range(0, len(drafts), BATCH):
        events += _record(store, drafts[start : start + BATCH])
    return events


def _record(store: TenantStore, drafts: Sequence[Draft]) -> list[Event]:
    places: dict[str, str] = {}
    began = clock.now().strftime(PLACE_FORMAT)
    pending = list({draft.id: draft for draft in drafts}.values())
    while pending:
        now = clock.now()
        fresh = {
            draft.id: (now + timedelta(microseconds=position)).strftime(PLACE_FORMAT)
            for position, draft in enumerate(pending)
        }
        writes = [write for draft in pending for write in writes_of(store, draft, fresh[draft.id])]
        try:
            store.transact(writes)
        except TransactionFailed as failure:
            known = {pending[position // 2].id: item for position, item in failure.items.items() if item is not None}
            if not known:
                raise
            places |= {event_id: str(item["place"]) for event_id, item in known.items()}
            pending = [draft for draft in pending if draft.id not in known]
        else:
            places |= fresh
            break
    _move_late(store, {draft.id: draft for draft in drafts}, places, began)
    return [Event(draft.id, draft.type, draft.timestamp, draft.data, places[draft.id], draft.chain) for draft in drafts]


def _move_late(store: TenantStore, drafts: Mapping[str, Draft], places: dict[str, str], began: str) -> None:
    """Move events whose recording, begun at `began`, was slow, to a place that no reader can have passed.

    A reader that has read one at its first place reads it again, under the same id; otherwise it might never read it.
    When the move is too slow `MOVES` times, the events stay at their last place.
    """
    for _ in range(MOVES):
        now = clock.now()
        passed = (now - LONGEST_WRITE).strftime(PLACE_FORMAT)
        late = sorted((event_id for event_id in places if began <= places[event_id] < passed), key=places.__getitem__)
        if not late:
            return
        writes: list[Write] = []
        for position, event_id in enumerate(late):
            place = (now + timedelta(microseconds=position)).strftime(PLACE_FORMAT)
            pointer, event = writes_of(store, drafts[event_id], place)
            writes += [
                Delete(key_of(store, places[event_id], event_id)),
                pointer._replace(condition=equals("place", places[event_id])),
                event,
            ]
            places[event_id] = place
        store.transact(writes)


def writes_of(store: TenantStore, draft: Draft, place: str) -> tuple[Put, Put]:
    """The writes that record an event at a place, if it is not recorded yet: the pointer and the event."""
    expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME)}
    about = {"id": draft.id, "type": draft.type, "timestamp": draft.timestamp, "data": to_json(draft.data)}
    return (
        store.put_write(keys.EVENT_PLACE, draft.id, {"place": place, **expiry}, condition=absent()),
        store.put_write(keys.EVENT, f"{place}#{draft.id}", {**about, **expiry}),
    )


def get(store: TenantStore, event_id: str) -> Event | None:
    """An event by its id."""
    pointer = store.get(keys.EVENT_PLACE, event_id)
    if pointer is None:
        return None
    item = store.table.get(key_of(store, str(pointer["place"]), event_id))
    return None if item is None else event_of(item)


def load(store: TenantStore, event_id: str) -> Event:
    """An event by its id. Raises ResourceForbidden or ResourceNotFound."""
    require_own(keys.EVENT.name, event_id, store.tenant.organisation)
    pointer = existing(store.get(keys.EVENT_PLACE, event_id))
    return event_of(existing(store.table.get(key_of(store, str(pointer["place"]), event_id))))


def key_of(store: TenantStore, place: str, event_id: str) -> Key:
    """The key of an event whose place is known."""
    return store.key(keys.EVENT, f"{place}#{event_id}")


def after(store: TenantStore, position: str, limit: int, settled: str) -> Iterator[Event]:
    """Events after a position (a place, or a place with `#` and an id), oldest first, up to `settled_position()`.

    Reads `limit` at a time and stops when the caller does: a page is one query, however many days it spans.
    """
    while position < settled:
        items = store.query(keys.EVENT, low=position + JUST_BEHIND, high=settled, limit=limit, consistent=True)
        yield from map(event_of, items)
        if len(items) < limit:
            return
        position = items[-1]["SK"]


def before(store: TenantStore, position: str, limit: int, down_to: str) -> Iterator[Event]:
    """Events before a position, newest first, down to another; `limit` are read at a time, as by `after`."""
    while position > down_to:
        # The query includes the position itself, which is left out.
        items = store.query(keys.EVENT, low=down_to, high=position, descending=True, limit=limit + 1, consistent=True)
        yield from map(event_of, (item for item in items if item["SK"] < position))
        if len(items) <= limit:
            return
        position = items[-1]["SK"]


def earliest(store: TenantStore) -> str:
    """The position before the oldest event that can still be kept."""
    if store.tenant.day:
        return store.tenant.day
    return (clock.now() - LIFETIME).strftime(PLACE_FORMAT)


def settled_position() -> str:
    """The position up to which no event can be added any more."""
    return (clock.now() - SETTLING).strftime(PLACE_FORMAT)


def position_at(instant: datetime) -> str:
    """The position immediately before events recorded at an instant."""
    return instant.astimezone(UTC).strftime(PLACE_FORMAT)


def instant_of(position: str) -> datetime:
    """The instant of a position: of a place, or of a day's beginning."""
    return clock.parse(position).replace(tzinfo=UTC)


def event_of(item: Item) -> Event:
    """The event of an item."""
    place = item["SK"].rpartition("#")[0]
    return Event(item["id"], item["type"], item["timestamp"], json.loads(item["data"]), place)
