"""Sources that are to be read again now: pages and sitemaps each day, and what was added and not read."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import due as store_due
from bivelio_core.store.keys import KNOWLEDGE_SOURCE
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals
from bivelio_core.tenancy import parse_partition

from . import queue
from .stored import DUE, SHARDS, mark

MARKS = f"{DUE}*"
AFTER = timedelta(hours=6)
"""A message that is lost is sent again after this time."""


def due(table: Table) -> Iterator[Key]:
    """The keys of the sources that are to be read now."""
    return store_due.keys_of(table, (f"{DUE}{shard}" for shard in range(SHARDS)))


def take_up(table: Table, key: Key) -> bool:
    """Have a source read; whether it still was due."""
    parsed = parse_partition(key.pk)
    if parsed is None:
        return False
    store, collection = TenantStore(table, parsed.tenant), parsed.rest
    item = store.get(KNOWLEDGE_SOURCE, key.sk, collection)
    if item is None or item.get("GSI1SK", "~") > clock.real_stamp():
        return False
    queue.send_read(collection, key.sk, parsed.tenant)
    later = Update(set=mark(key.sk, clock.stamp(clock.real_now() + AFTER)))
    with suppress(ConditionFailed):
        store.update(KNOWLEDGE_SOURCE, key.sk, later, collection, condition=equals("GSI1SK", item["GSI1SK"]))
    return True
