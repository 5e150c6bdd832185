"""The header by which a run's place in its chain (chains.py) reaches our own API, when a step calls it over HTTP.

`X-BiVelio-Chain: <expires>.<depth>.<root>.<signature>`. The signature is an HMAC-SHA256 of organisation, environment,
expiry, depth and root, under a random key in the tenant's own partition, so only functions that may read the tenant's
items can make or check a header, and a header made by another tenant is not accepted. A header that is malformed,
expired or not signed under the tenant's key is ignored, and the answer does not reveal the reason.
"""

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from . import signing_keys
from .chains import MAXIMUM_DEPTH, Chain
from .tenant_store import TenantStore

NAME = "X-BiVelio-Chain"
LIFETIME_SECONDS = 300
"""Longer than a step may wait for its answer (a minute), with room for clocks that differ."""

MAXIMUM_LENGTH = 256
KEY_SK: signing_keys.Purpose = "-"


def signed(store: TenantStore, chain: Chain) -> str:
    """Return the header's value for requests that a run at this place sends. The first use creates the tenant's key."""
    expires = int(clock.epoch()) + LIFETIME_SECONDS
    claim = f"{expires}.{chain.depth}.{chain.root}"
    return f"{claim}.{signing_keys.sign(store, KEY_SK, _signed_text(store.tenant, claim))}"


def read(store: TenantStore, value: str) -> Chain | None:
    """Return the place named by a header of this tenant; None when the text is no valid header or has expired."""
    claim, _, signature = value.rpartition(".")
    expires, _, rest = claim.partition(".")
    depth, _, root = rest.partition(".")
    if len(value) > MAXIMUM_LENGTH or not (value.isascii() and expires.isdigit() and depth.isdigit() and root):
        return None
    if not clock.epoch() < int(expires) <= clock.epoch() + 2 * LIFETIME_SECONDS or int(depth) > MAXIMUM_DEPTH:
        return None
    if not signing_keys.is_signed(store, KEY_SK, _signed_text(store.tenant, claim), signature):
        return None
    return Chain(int(depth), root)


def _signed_text(tenant: Tenant, claim: str) -> str:
    return f"{tenant.configuration}.{claim}"
