"""The header by which a run's place in its chain (chains.py) reaches our own API, when a step calls it over HTTP.

`X-BiVelio-Chain: <expires>.<depth>.<root>.<signature>`. The signature is an HMAC-SHA256 of organisation, environment,
expiry, depth and root, under a random key in the tenant's own partition: so only functions that may read the
tenant's items can make or check it, and one that another tenant made is worth nothing. A header that is malformed,
expired or not signed under the tenant's key is treated like none, and the answer does not tell which it was.
"""

import hmac
import secrets

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from .chains import MAXIMUM_DEPTH, Chain
from .keys import CHAIN_KEY
from .table import ConditionFailed
from .tenant_store import TenantStore
from .writes import absent

NAME = "X-BiVelio-Chain"
LIFETIME_SECONDS = 300
"""Longer than a step may wait for its answer (a minute), with room for clocks that differ."""

MAXIMUM_LENGTH = 256
KEY_SK, KEY_BYTES = "-", 32


def signed(store: TenantStore, chain: Chain) -> str:
    """The value of the header for what a run at this place sends; makes the tenant's key on first use."""
    expires = int(clock.epoch()) + LIFETIME_SECONDS
    key = _key(store) or _new_key(store)
    claim = f"{expires}.{chain.depth}.{chain.root}"
    return f"{claim}.{_signature(key, store.tenant, claim)}"


def read(store: TenantStore, value: str) -> Chain | None:
    """The place that a header of this tenant names; None for any other text, and after its expiry."""
    claim, _, signature = value.rpartition(".")
    expires, _, rest = claim.partition(".")
    depth, _, root = rest.partition(".")
    if len(value) > MAXIMUM_LENGTH or not (value.isascii() and expires.isdigit() and depth.isdigit() and root):
        return None
    if not clock.epoch() < int(expires) <= clock.epoch() + 2 * LIFETIME_SECONDS or int(depth) > MAXIMUM_DEPTH:
        return None
    key = _key(store)
    if key is None or not hmac.compare_digest(_signature(key, store.tenant, claim), signature):
        return None
    return Chain(int(depth), root)


def _key(store: TenantStore) -> str | None:
    item = store.get(CHAIN_KEY, KEY_SK)
    return None if item is None else str(item["key"])


def _new_key(store: TenantStore) -> str:
    """A key for the tenant, or the one that another function has just made."""
    try:
        return str(store.put(CHAIN_KEY, KEY_SK, {"key": secrets.token_hex(KEY_BYTES)}, condition=absent())["key"])
    except ConditionFailed as failure:
        return str((failure.item or {})["key"])


def _signature(key: str, tenant: Tenant, claim: str) -> str:
    return hmac.digest(bytes.fromhex(key), f"{tenant.configuration}.{claim}".encode(), "sha256").hex()
