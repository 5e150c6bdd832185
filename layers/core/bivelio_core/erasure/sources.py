"""Sources of knowledge that name a person."""

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key, Update, present
from bivelio_core.tenancy import parse_partition


def erase(store: TenantStore, item: Item) -> int:
    """Have a source leave its collection, which counts it; how many items have changed."""
    parsed = parse_partition(item["PK"])
    gone = Delete(Key(item["PK"], item["SK"]), present())
    counted = Update(add={"sources": -1})
    name = parsed.rest if parsed else ""
    try:
        store.transact([gone, store.update_write(KNOWLEDGE_COLLECTION, name, counted, condition=present())])
    except TransactionFailed:  # somebody was first
        store.table.delete(gone.key)
    return 1
