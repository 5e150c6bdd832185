"""The contacts that the index of lists has not taken up yet."""

from bivelio_core.store.codec import Item
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore

from .terms import CONTACTS

MOST_RECENT = 200
"""The most contacts that the index has not taken up yet and that are looked at: usually it has some thirty."""


def recent(store: TenantStore) -> list[Item]:
    """The listed contacts that the index has not taken up yet, or as they were before: three reads."""
    head = read_head(store, CONTACTS)
    low = sequence_sk(head.summary.high + 1)
    items = store.query(CONTACT, low=low, descending=True, limit=MOST_RECENT, consistent=True)
    marked = sorted({sequence_sk(mark.sequence) for mark in head.marks})[-MOST_RECENT:]
    items += store.get_many(CONTACT, marked, consistent=True).values() if marked else ()
    return [item for item in items if "archived_at" not in item]
