"""Take a source away: its file first, so that no text stays that nothing names."""

from collections.abc import Sequence

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_SOURCE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, present

from . import storage
from .stored import changed


def removed(collection: str, item: Item, store: TenantStore, also: Sequence[Write] = ()) -> bool:
    """Remove a source with its file; whether nobody else was first."""
    for version in range(item["version"] - 1, item["version"] + 2):  # an attempt that died may have left one beside it
        storage.forget_version(store.tenant, collection, item["SK"], version)
    gone = store.delete_write(KNOWLEDGE_SOURCE, item["SK"], collection, condition=present())
    try:
        store.transact([gone, changed(store, collection, sources=-1), *also])
    except TransactionFailed:
        return False
    return True
