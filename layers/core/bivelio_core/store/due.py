"""Read from the sparse index the keys of the items that a sweeper must look at now."""

from collections.abc import Iterable, Iterator

from bivelio_core import clock
from bivelio_core.tenancy import parse_partition

from .codec import Item
from .keys import Kind
from .table import Table
from .tenant_store import TenantStore
from .writes import Key

READ_AHEAD = 20_000
"""How many keys of a partition are read at once. What stays due, since it fails each time, is among the first of the
next read, so that more than this many would hold up those behind them."""


def pages(table: Table, partition: str) -> Iterator[list[Key]]:
    """Yield the pages of keys of a GSI1 partition that are due now, in order of time; each key appears once.

    The caller gives each item that it has handled a later due time, or none, so the same query reads the next keys.
    """
    seen_keys: set[Key] = set()
    while True:
        due_keys = table.query_index(partition, high=clock.real_stamp(), limit=READ_AHEAD)
        if new := [key for key in due_keys if key not in seen_keys]:
            seen_keys.update(new)
            yield new
        if not new or len(due_keys) < READ_AHEAD:
            return


def keys_of(table: Table, partitions: Iterable[str]) -> Iterator[Key]:
    """The keys of some partitions that are due now, one partition after the other."""
    for partition in partitions:
        for page in pages(table, partition):
            yield from page


def store_of(table: Table, key: Key) -> TenantStore | None:
    """The store of the tenant that an item belongs to; None for a key that is no tenant's."""
    parsed = parse_partition(key.pk)
    return TenantStore(table, parsed.tenant) if parsed else None


def item_of(table: Table, key: Key, kind: Kind) -> tuple[TenantStore, Item] | None:
    """The store and the item of a key, as it is now; None when it is gone or no longer due."""
    store = store_of(table, key)
    item = store.get(kind, key.sk) if store else None
    if store is None or item is None or item.get("GSI1SK", "~") > clock.real_stamp():
        return None
    return store, item
