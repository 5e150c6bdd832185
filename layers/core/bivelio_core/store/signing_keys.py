"""Random keys of a tenant, one per purpose, with which functions sign values that later come back from outside.

A key is stored in the tenant's own partition, so only functions that may read the tenant's items can make or check a
signature, and a signature of another tenant is not accepted. The first use creates the key. The operator may replace it
(`rotation`): what was signed by the one before is accepted until the next replacement.
"""

import hmac
import secrets
from typing import Literal

from .keys import CHAIN_KEY
from .table import ConditionFailed
from .tenant_store import TenantStore
from .writes import Update, UpdateWrite, absent, equals

Purpose = Literal["-", "approvals", "bookings", "webchats"]
PURPOSES: tuple[Purpose, ...] = ("-", "approvals", "bookings", "webchats")
"""The sort key of a key: `-` is that of chains (chain_header.py), the first there was."""

KEY_BYTES = 32


def sign(store: TenantStore, purpose: Purpose, text: str) -> str:
    """The signature of a text, in hexadecimal; makes the tenant's key on first use."""
    return _signature(_key(store, purpose) or _new_key(store, purpose), text)


def is_signed(store: TenantStore, purpose: Purpose, text: str, signature: str) -> bool:
    """Whether a signature is that of a text under the tenant's key or the one before; False where there is no key."""
    item = store.get(CHAIN_KEY, purpose)
    if item is None or not signature.isascii():
        return False
    keys = (str(item[name]) for name in ("key", "previous") if name in item)
    return sum(hmac.compare_digest(_signature(key, text), signature) for key in keys) > 0


def rotation(store: TenantStore, purpose: Purpose) -> UpdateWrite | None:
    """Return the write that replaces the tenant's key and accepts the former one; None where there is no key.

    Its condition is that nobody else replaces the key meanwhile.
    """
    former = _key(store, purpose)
    if former is None:
        return None
    update = Update(set={"key": secrets.token_hex(KEY_BYTES), "previous": former})
    return store.update_write(CHAIN_KEY, purpose, update, condition=equals("key", former))


def _key(store: TenantStore, purpose: Purpose) -> str | None:
    item = store.get(CHAIN_KEY, purpose)
    return None if item is None else str(item["key"])


def _new_key(store: TenantStore, purpose: Purpose) -> str:
    """Create the tenant's key, or return the one that another function has just created."""
    try:
        return str(store.put(CHAIN_KEY, purpose, {"key": secrets.token_hex(KEY_BYTES)}, condition=absent())["key"])
    except ConditionFailed as failure:
        return str((failure.item or {})["key"])


def _signature(key: str, text: str) -> str:
    return hmac.digest(bytes.fromhex(key), text.encode(), "sha256").hex()
