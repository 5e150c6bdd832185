"""Find where an invoice has been handed in."""

from typing import get_args

from bivelio_core.errors import Conflict
from bivelio_core.providers.administration.port import Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_DELIVERY
from bivelio_core.store.tenant_store import TenantStore

from . import items


def delivery(store: TenantStore, public: str, channel: Channel) -> Item:
    """Return the item of an invoice and a channel. Raises Conflict for an invoice that was not handed in there."""
    item = store.get(INVOICE_DELIVERY, items.sk_of(store.find(INVOICE, public)["SK"], channel))
    if item is None:
        raise Conflict(details={"reason": "not_delivered"})
    return item


def deliveries(store: TenantStore, public: str) -> list[Item]:
    """Return the items of an invoice, by channel in the order that these are named in."""
    main = store.find(INVOICE, public)
    stored = store.query(INVOICE_DELIVERY, prefix=f"{main['SK']}#", consistent=True)
    channels = get_args(Channel)
    return sorted(stored, key=lambda item: channels.index(item["channel"]))
