"""Share reads and writes among the deliveries of one invocation: one call reads all the items that they need.

One request claims all deliveries before the first is sent, each under its own condition.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put
from bivelio_core.tenancy import Tenant

from . import lanes, schedule, state
from .fan_out import listens
from .notes import Notes
from .queues import Delivery, Message

FIRST = (1, 1)
"""The round and the attempt of a message before which there was none about its delivery."""


class Claim(NamedTuple):
    """The token under which a delivery was claimed, and its state; None when the claim was refused."""

    token: str
    state: Item | None


class Batch(NamedTuple):
    """The items of an invocation's deliveries, as read when it began, since all deliveries are served in parallel."""

    items: Mapping[Key, Item]
    notes: Notes
    claims: dict[Delivery, Claim]
    events: dict[Key, Event]

    def webhook(self, delivery: Delivery, store: TenantStore) -> Item | None:
        """The webhook of a delivery, if it still exists."""
        return self.items.get(store.key(keys.WEBHOOK, delivery.webhook))

    def event(self, delivery: Delivery, store: TenantStore) -> Event | None:
        """The event of a delivery, if it is still kept."""
        key = log.key_of(store, delivery.place, delivery.event)
        if key in self.items and key not in self.events:
            self.events[key] = log.event_of(self.items[key])
        return self.events.get(key)

    def claimed(self, delivery: Delivery, store: TenantStore) -> Item | None:
        """The state of a delivery, leased to the caller; None when its attempt is settled. Raises DeliveryBusy.

        Only one caller gets a claim, so a message that is twice in one batch is served once.
        """
        claim = self.claims.pop(delivery, None)
        if claim is None:
            return state.claim(store, delivery)
        return claim.state or state.claim(store, delivery, claim.token)


def begin(messages: Sequence[Message], store_of: Callable[[Tenant], TenantStore]) -> Batch:
    """Read the items that the due deliveries need, strongly consistent and each webhook once, and claim the deliveries.

    The state of a delivery is read only if an earlier attempt may exist.
    """
    due = [message for message in messages if isinstance(message, Delivery) and schedule.is_due(message.due_at)]
    item_keys: list[Key] = []
    for delivery in due:
        store = store_of(delivery.tenant)
        item_keys += store.key(keys.WEBHOOK, delivery.webhook), log.key_of(store, delivery.place, delivery.event)
        if (delivery.round, delivery.attempt) != FIRST:
            item_keys.append(_key(delivery, store))
    items = store_of(due[0].tenant).table.get_many(item_keys, consistent=True) if due else {}
    batch = Batch(items, Notes(), {}, {})
    _claim(due, batch, store_of)
    return batch


def _claim(due: Sequence[Delivery], batch: Batch, store_of: Callable[[Tenant], TenantStore]) -> None:
    """Claim every sendable delivery in one request. The first of several messages about one gets the claim."""
    puts: dict[Key, tuple[Delivery, str, Put]] = {}
    for delivery in due:
        store, token = store_of(delivery.tenant), state.new_token()
        webhook, key = batch.webhook(delivery, store), _key(delivery, store)
        if key in puts or webhook is None or not listens(webhook) or lanes.is_laned(webhook):
            continue
        if batch.event(delivery, store) is None:
            continue
        if put := state.claiming(store, delivery, token, batch.items.get(key)):
            puts[key] = delivery, token, put
    if not puts:
        return
    table = store_of(due[0].tenant).table
    results = table.put_each([put for _, _, put in puts.values()])
    for (key, (delivery, token, put)), is_ours in zip(puts.items(), results, strict=True):
        batch.claims[delivery] = Claim(token, {**batch.items.get(key, {}), **put.item} if is_ours else None)


def _key(delivery: Delivery, store: TenantStore) -> Key:
    return store.key(keys.DELIVERY, delivery.event, delivery.webhook)
