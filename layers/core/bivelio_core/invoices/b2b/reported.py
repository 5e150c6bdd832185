"""The item of an invoice's statuses: T#INT / <invoice>, what its parties have reported, the oldest first."""

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_STATUSES
from bivelio_core.store.tenant_store import TenantStore


def load(store: TenantStore, public: str) -> Item:
    """Return the item of an invoice; of one without statuses the item that is still to be made, of version 0.

    Raises ResourceNotFound, ResourceForbidden.
    """
    return at(store, store.find(INVOICE, public)["SK"])


def at(store: TenantStore, sk: str) -> Item:
    """Return the item at the sort key of an invoice."""
    item = store.get(INVOICE_STATUSES, sk)
    return item or store.item(INVOICE_STATUSES, sk, {"version": 0, "reported": []})
