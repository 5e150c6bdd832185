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
    """Return the items of an invoice, by channel."""
    main = store.find(INVOICE, public)
    sks = [items.sk_of(main["SK"], channel) for channel in get_args(Channel)]
    stored = store.get_many(INVOICE_DELIVERY, sks, consistent=True)
    return [stored[sk] for sk in sks if sk in stored]
