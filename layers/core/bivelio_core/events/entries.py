"""An event in the log: two items, written in one transaction.

    PK                  SK               what
    T#EVN[#<shard>]     <instant>#<id>   the event, at its place (places.py)
    T#EVP#<id>          -                the pointer from its id to its place

The pointer has a partition of its own, so a high rate of one tenant's events cannot exceed what a partition of pointers
takes. `sure` means that the event's place is known to have been written in time (log.py). If a run caused the event,
`depth` and `root` are the run's place in its chain (store/chains.py), and whatever a delivery of the event starts
continues the chain. Data is stored as the JSON text that is sent, because numbers that the table cannot store must not
stop the stream.
"""

import json
from dataclasses import dataclass
from typing import Any

from bivelio_core import clock
from bivelio_core.json_text import to_json
from bivelio_core.store import keys
from bivelio_core.store.chains import Chain
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore, existing, require_own
from bivelio_core.store.writes import Key, Put, Update, UpdateWrite, absent, equals

from .places import LIFETIME, SHARD_MARK, shard_of, time_of

POINTER_SK = "-"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be recorded: its id is derived from its change."""

    id: str
    type: str
    timestamp: str
    data: dict[str, Any]
    chain: Chain | None = None
    correlation_id: str | None = None
    text: str | None = None
    """Its data as JSON, where that was made before."""

    def recorded(self, place: str) -> "Event":
        """The event, once it is recorded at a place."""
        return Event(self.id, self.type, self.timestamp, self.data, place, self.chain, self.correlation_id)


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded event. `place` is its place in the log, `timestamp` the time of the change.

    `chain` is the place of the run that made the change, in a chain of workflows that start each other; None when no
    run made the change. `correlation_id` is the request that made it, or that the run followed from.
    """

    id: str
    type: str
    timestamp: str
    data: dict[str, Any]
    place: str
    chain: Chain | None = None
    correlation_id: str | None = None

    @property
    def place_in_chain(self) -> Chain:
        """The place from which the event's chain goes on: the run that made the change, else the event as a root."""
        return self.chain if self.chain and self.chain.root else Chain(0, f"event:{self.id}")

    @property
    def recorded_at(self) -> str:
        """The position at which it was recorded, without its id."""
        return time_of(self.place)

    @property
    def position(self) -> str:
        """Where the event comes in the order of the log."""
        return f"{self.recorded_at}#{self.id}"


def writes_of(store: TenantStore, draft: Draft, place: str) -> tuple[Put, Put]:
    """The writes that record an event at a place, if it is not recorded yet: the pointer and the event."""
    text = to_json(draft.data) if draft.text is None else draft.text
    about: Item = {"id": draft.id, "type": draft.type, "timestamp": draft.timestamp, "data": text}
    if draft.chain and draft.chain.root:
        about |= draft.chain._asdict()
    if draft.correlation_id:
        about["request"] = draft.correlation_id
    expiry = _expiry(store)
    pointer = {"place": place, **expiry}
    return (
        store.put_write(keys.EVENT_PLACE, POINTER_SK, pointer, draft.id, condition=absent()),
        store.put_write(keys.EVENT, f"{time_of(place)}#{draft.id}", {**about, **expiry}, *shard_of(place)),
    )


def point_anew(store: TenantStore, event_id: str, before: str, place: str) -> UpdateWrite:
    """Return the write that points an event's pointer to another place, if no one else has moved it."""
    change = Update(set={"place": place, **_expiry(store)})
    return store.update_write(keys.EVENT_PLACE, POINTER_SK, change, event_id, condition=equals("place", before))


def make_sure(store: TenantStore, event_id: str, place: str) -> UpdateWrite:
    """The write which notes that an event's place was written in time."""
    return store.update_write(
        keys.EVENT_PLACE, POINTER_SK, Update(set={"sure": True}), event_id, condition=equals("place", place)
    )


def _expiry(store: TenantStore) -> dict[str, int]:
    return {} if store.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME)}


def get(store: TenantStore, event_id: str) -> Event | None:
    """An event by its id."""
    pointer = _pointer(store, event_id)
    if pointer is None:
        return None
    item = store.table.get(key_of(store, str(pointer["place"]), event_id))
    return None if item is None else event_of(item)


def load(store: TenantStore, event_id: str) -> Event:
    """An event by its id. Raises ResourceForbidden or ResourceNotFound."""
    require_own(keys.EVENT.name, event_id, store.tenant.organisation)
    pointer = existing(_pointer(store, event_id))
    return event_of(existing(store.table.get(key_of(store, str(pointer["place"]), event_id))))


def _pointer(store: TenantStore, event_id: str) -> Item | None:
    """Read the pointer of an event. A pointer from before pointers had their own partitions is in the common one.

    docs/adr/0050-spread-the-log-of-events.md says until when.
    """
    return store.get(keys.EVENT_PLACE, POINTER_SK, event_id) or store.get(keys.EVENT_PLACE, event_id)


def key_of(store: TenantStore, place: str, event_id: str) -> Key:
    """The key of an event whose place is known."""
    return store.key(keys.EVENT, f"{time_of(place)}#{event_id}", *shard_of(place))


def event_of(item: Item) -> Event:
    """Return the event that an item stores."""
    shard = item["PK"].rpartition(f"#{keys.EVENT.partition}")[2].removeprefix("#")
    place = item["SK"].rpartition("#")[0] + (f"{SHARD_MARK}{shard}" if shard else "")
    chain = Chain(int(item["depth"]), item["root"]) if "root" in item else None
    data = json.loads(item["data"])
    return Event(item["id"], item["type"], item["timestamp"], data, place, chain, item.get("request"))
