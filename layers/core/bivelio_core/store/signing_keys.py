"""Random keys of a tenant, one per purpose, with which functions sign values that later come back from outside.

A key is stored in the tenant's own partition, so only functions that may read the tenant's items can make or check a
signature, and a signature of another tenant is not accepted. The first use creates the key; it never changes.
"""

import hmac
import secrets
from typing import Literal

from .keys import CHAIN_KEY
from .table import ConditionFailed
from .tenant_store import TenantStore
from .writes import absent

Purpose = Literal["-", "approvals"]
"""The sort key of a key: `-` is that of chains (chain_header.py), the first there was."""

KEY_BYTES = 32


def sign(store: TenantStore, purpose: Purpose, text: str) -> str:
    """The signature of a text, in hexadecimal; makes the tenant's key on first use."""
    return _signature(_key(store, purpose) or _new_key(store, purpose), text)


def is_signed(store: TenantStore, purpose: Purpose, text: str, signature: str) -> bool:
    """Whether a signature is that of a text under the tenant's key; False where there is no key."""
    key = _key(store, purpose)
    return key is not None and signature.isascii() and hmac.compare_digest(_signature(key, text), signature)


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
