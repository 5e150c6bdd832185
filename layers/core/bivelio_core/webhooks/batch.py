"""What the deliveries of one invocation share: the items they need, read in one call, and the writes after them."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

from . import schedule
from .notes import Notes
from .queues import Delivery, Message


class Batch(NamedTuple):
    """See the module. The items are as read when the invocation began: all deliveries are served in parallel."""

    found: Mapping[Key, Item]
    notes: Notes

    def webhook(self, delivery: Delivery, store: TenantStore) -> Item | None:
        """The webhook of a delivery, if it still exists."""
        return self.found.get(store.key(keys.WEBHOOK, delivery.webhook))

    def event(self, delivery: Delivery, store: TenantStore) -> Event | None:
        """The event of a delivery, if it is still kept."""
        item = self.found.get(log.key_of(store, delivery.place, delivery.event))
        return None if item is None else log.event_of(item)


def begin(messages: Sequence[Message], store_of: Callable[[Tenant], TenantStore]) -> Batch:
    """Read, strongly consistent, the items that the due deliveries need; each webhook once."""
    due = [message for message in messages if isinstance(message, Delivery) and schedule.is_due(message.due_at)]
    wanted: list[Key] = []
    for delivery in due:
        store = store_of(delivery.tenant)
        wanted += store.key(keys.WEBHOOK, delivery.webhook), log.key_of(store, delivery.place, delivery.event)
    found = store_of(due[0].tenant).table.get_many(wanted, consistent=True) if due else {}
    return Batch(found, Notes())
