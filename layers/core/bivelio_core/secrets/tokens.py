"""Access tokens that other services give for a secret: kept until shortly before their end, renewed by one alone.

Whoever finds a token missing or stale takes a lease on its item; the others wait for the result, so that a loop of a
thousand requests asks the authorisation server once.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bivelio_core import clock, sealing
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SECRET_TOKEN
from bivelio_core.store.renewal import take_lease
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

PURPOSE = "access_token"
MAXIMUM_BYTES = 4_096
"""What KMS encrypts itself; a larger token is not kept, but asked for each time."""

STALE_SECONDS = 75
"""A token with less life left is renewed: it must outlive the longest request that it is for."""
LEASE_SECONDS = 20
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 12.0


class Token(NamedTuple):
    """A token, and for how many seconds it counts."""

    value: str
    lifetime_seconds: int


class Busy(Exception):
    """Another function renews the token and takes long."""


def access_token(
    store: TenantStore,
    dependencies: Sequence[str],
    secret: str,
    ask: Callable[[], Token],
    *,
    refused: str | None = None,
) -> str:
    """A token that lives for a while yet. `ask` asks the authorisation server, and may raise what it likes.

    `dependencies` are what the token depends on: server, client, scope. A token of another secret is renewed, and so is
    the one that a receiver has `refused`. Raises Busy.
    """
    key = hashlib.sha256(json.dumps([*dependencies]).encode()).hexdigest()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        item = store.get(SECRET_TOKEN, key)
        token = _stored_token(store, item, secret)
        if token is not None and token != refused:
            return token
        if (lease := take_lease(store, SECRET_TOKEN, key, item, LEASE_SECONDS)) is not None:
            return _renewed(store, key, lease, secret, ask)
        time.sleep(PAUSE_SECONDS)
    raise Busy


def _stored_token(store: TenantStore, item: Item | None, secret: str) -> str | None:
    if item is None or "token" not in item or item["access_until"] - STALE_SECONDS <= clock.epoch():
        return None
    opened = json.loads(sealing.unseal(bytes(item["token"]), organisation=store.tenant.organisation, purpose=PURPOSE))
    return str(opened["token"]) if opened["secret"] == _digest(secret) else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _renewed(store: TenantStore, key: str, lease: int, secret: str, ask: Callable[[], Token]) -> str:
    try:
        token = ask()
    except BaseException:
        _release(store, key, Update(remove=["renewing_until"]), lease)
        raise
    text = json.dumps({"token": token.value, "secret": _digest(secret)})
    if len(text.encode()) > MAXIMUM_BYTES:
        _release(store, key, Update(remove=["renewing_until", "token", "access_until"]), lease)
        return token.value
    until = int(clock.epoch()) + token.lifetime_seconds
    about = {
        "token": sealing.seal(text, organisation=store.tenant.organisation, purpose=PURPOSE),
        "access_until": until,
        "ttl": until + LEASE_SECONDS,
    }
    _release(store, key, Update(set=about, remove=["renewing_until"]), lease)
    return token.value


def _release(store: TenantStore, key: str, update: Update, lease: int) -> None:
    try:
        store.update(SECRET_TOKEN, key, update, condition=equals("renewing_until", lease))
    except ConditionFailed:
        return  # the lease had run out, and another function renews the token
