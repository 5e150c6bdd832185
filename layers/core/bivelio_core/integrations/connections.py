"""Connections as other domains use them: found, with their secrets opened, and marked when they stop working."""

from collections.abc import Iterable
from contextlib import suppress

from bivelio_core import clock
from bivelio_core.providers.messaging.port import Account, Channel
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import LIMIT
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals, present

from . import choice, secrets

OF_GOOGLE = frozenset({"gmail", "google_calendar"})
"""The providers whose accounts wait for the consent of their owner."""


def every(store: TenantStore) -> list[Item]:
    """All connections of a tenant, newest first: there are at most 50. The example to remove is none of them."""
    items = store.query(keys.CONNECTION, consistent=True)
    return sorted((each for each in items if not each.get("unlisted")), key=_age, reverse=True)


def of_channel(store: TenantStore, channel: Channel) -> Item | None:
    """The connection that a channel's messages go out by: the oldest that works, else the oldest."""
    return choice.default_of(every(store), choice.providers_of(channel))


def named(items: Iterable[Item], provider: str, name: str) -> Item | None:
    """The connection of a provider under a name."""
    return next((each for each in items if (each["provider"], each["name"]) == (provider, name)), None)


def account(item: Item, organisation: str) -> Account:
    """The account of a connection, with its secrets."""
    return Account(item["provider"], item["settings"], secrets.opened(item, organisation))


def mark_broken(store: TenantStore, connection_id: str, reason: str) -> None:
    """Note that the provider accepts the connection's credentials no more; it is tried again by `test` only."""
    about = {"status": "broken", "broken_reason": reason, "updated_at": clock.timestamp()}
    with suppress(ConditionFailed):  # it has been removed, or is broken already
        store.update(keys.CONNECTION, connection_id, Update(set=about), condition=equals("status", "active"))


def pause(store: TenantStore, connection_id: str, seconds: float) -> None:
    """Note until when the provider wants no more requests of this connection."""
    until = int(clock.epoch() + seconds)
    with suppress(ConditionFailed):
        store.update(keys.CONNECTION, connection_id, Update(set={"paused_until": until}), condition=present())


def pause_seconds(item: Item) -> float:
    """For how long the provider still wants no requests of the connection, 0 when it takes them."""
    return float(max(0.0, item.get("paused_until", 0) - clock.epoch()))


def _age(item: Item) -> tuple[str, str]:
    return item["created_at"], item["SK"]


def limit_key(store: TenantStore) -> Key:
    """Where the number of connections is counted."""
    return store.key(LIMIT, "connections")
