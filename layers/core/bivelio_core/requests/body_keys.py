"""The keys to which bodies of requests are sealed, of each organisation for both of its environments.

The public one is in the settings of requests, which whoever logs a failure reads anyway. The private one is an item of
its own, encrypted by KMS: `/requests/get` alone may read and decrypt it. An organisation gets its first key when it is
made, or with the first request that is kept of it, and another each month. A private key that was replaced goes when
nothing that it sealed is shown any more. Deleting these items makes all bodies unreadable, wherever a copy is.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bivelio_core import clock, sealing
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import Condition, Key, Put, Update, UpdateWrite, Write, absent, equals, present
from bivelio_core.tenancy import Tenant

from . import sealed_bodies, settings
from .settings import MAXIMUM_DAYS, RequestSettings

PURPOSE = "request_bodies"
"""What KMS binds the private keys to, besides their organisation."""

FORMER = 2
"""The position of the write that lets the former private key expire."""

LIFETIME = timedelta(days=30)
KEPT_AFTER = timedelta(days=MAXIMUM_DAYS + 1)
"""How long a private key stays that was replaced: functions seal to it for another half minute."""


def renewed(table: Table, organisation: str, current: RequestSettings) -> RequestSettings:
    """The settings with a key that is not too old, made where bodies are kept and there is none. Can be repeated."""
    if not current.keeps_bodies or not _is_due(current):
        return current
    pair = sealed_bodies.new_pair()
    now = clock.real_now()
    fresh: dict[str, Any] = {"public_key": pair.public, "key_since": clock.stamp(now)}
    private = sealing.seal(pair.private.hex(), organisation=organisation, purpose=PURPOSE)
    place = key(organisation, sealed_bodies.key_id(pair.public))
    writes: list[Write] = [
        UpdateWrite(settings.key(organisation), Update(set=fresh), _unchanged(current)),
        Put({"PK": place.pk, "SK": place.sk, "private": private}, absent()),
    ]
    if current.public_key is not None:
        former = key(organisation, sealed_bodies.key_id(current.public_key))
        expiry = int((now + KEPT_AFTER).timestamp())
        writes.append(UpdateWrite(former, Update(set={"ttl": expiry}), present()))
    try:
        _transact(table, writes)
    except TransactionFailed:  # another function was first
        return settings.load(table, organisation)
    return replace(current, **fresh)


def _transact(table: Table, writes: list[Write]) -> None:
    """Write the new key; the former private one may have been destroyed."""
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        if list(failure.items) != [FORMER]:
            raise
        table.transact(writes[:FORMER])


def ensure(table: Table, organisation: str) -> None:
    """Give an organisation its first key, so that the bodies of its first failure can be kept. Can be repeated."""
    renewed(table, organisation, settings.load(table, organisation))


def private_key(item: Item, organisation: str) -> bytes:
    """The private key of an item, decrypted by KMS at most every five minutes."""
    return bytes.fromhex(sealing.unseal(item["private"], organisation=organisation, purpose=PURPOSE))


def key(organisation: str, key_id: str) -> Key:
    """Where a private key of an organisation is."""
    return keys.tenant_key(Tenant(organisation, "live"), keys.REQUEST_KEY, key_id)


def _is_due(current: RequestSettings) -> bool:
    return current.key_since is None or clock.real_now() - clock.parse(current.key_since) >= LIFETIME


def _unchanged(current: RequestSettings) -> Condition:
    return absent("public_key") if current.public_key is None else equals("public_key", current.public_key)
