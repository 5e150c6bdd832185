"""Recording as it was before the log was spread, for comparison: one partition of events, one of pointers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.events.entries import Draft, writes_of
from bivelio_core.events.log import BATCH, key_of
from bivelio_core.events.places import LONGEST_WRITE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Write, equals

MOVES = 3
PLACE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def record(store: TenantStore, drafts: Sequence[Draft]) -> None:
    """Record the events that are not recorded yet. Raises TableBusy."""
    for start in range(0, len(drafts), BATCH):
        _record(store, drafts[start : start + BATCH])


def _record(store: TenantStore, drafts: Sequence[Draft]) -> None:
    places: dict[str, str] = {}
    began = clock.now().strftime(PLACE_FORMAT)
    pending = list(drafts)
    while pending:
        now = clock.now()
        fresh = {
            draft.id: (now + timedelta(microseconds=position)).strftime(PLACE_FORMAT)
            for position, draft in enumerate(pending)
        }
        try:
            store.transact([write for draft in pending for write in writes_of(store, draft, fresh[draft.id])])
        except TransactionFailed as failure:
            recorded_items = {
                pending[position // 2].id: item for position, item in failure.items.items() if item is not None
            }
            places |= {event_id: str(item["place"]) for event_id, item in recorded_items.items()}
            pending = [draft for draft in pending if draft.id not in recorded_items]
        else:
            places |= fresh
            break
    _move_late(store, {draft.id: draft for draft in drafts}, places, began)


def _move_late(store: TenantStore, drafts: Mapping[str, Draft], places: dict[str, str], began: str) -> None:
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
