"""An effect that happens once per Idempotency-Key, even if the function died after it and before its answer.

The answer's record (entrypoints/idempotency.py) covers a client that asks twice; this covers a process that is killed
between the write and the record. The marker is written in the transaction of the effect and names what it made.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.errors import IdempotencyMismatch

from . import keys
from .expressions import Put, Write, absent
from .table import TransactionFailed
from .tenant_store import TenantStore

LIFETIME = timedelta(hours=48)


def effect_marker(
    store: TenantStore, operation: str, idempotency_key: str, target: str, fingerprint: str | None = None
) -> Put:
    """The write that makes an effect happen once: it fails when the key has been used."""
    about = {"target": target, "ttl": clock.ttl(LIFETIME), **({"fingerprint": fingerprint} if fingerprint else {})}
    return store.put_write(keys.EFFECT, _digest(operation, idempotency_key), about, condition=absent())


def effect_target(store: TenantStore, operation: str, idempotency_key: str) -> str | None:
    """What the effect of this key made, None when it has not happened."""
    marker = store.get(keys.EFFECT, _digest(operation, idempotency_key))
    return str(marker["target"]) if marker else None


def write_once(
    store: TenantStore,
    operation: str,
    idempotency_key: str,
    target: str,
    writes: Sequence[Write],
    fingerprint: str | None = None,
) -> str:
    """Carry out the writes unless this key has done so before; answers the target that the first time named.

    `fingerprint` is what is asked for, where no record of the answer tells a different request apart. Raises
    IdempotencyMismatch when the first time asked for something else.
    """
    try:
        store.transact([effect_marker(store, operation, idempotency_key, target, fingerprint), *writes])
    except TransactionFailed as failure:
        if (made := failure.items.get(0)) is None:
            raise
        if made.get("fingerprint") != fingerprint:
            raise IdempotencyMismatch from failure
        return str(made["target"])
    return target


def _digest(operation: str, idempotency_key: str) -> str:
    return hashlib.sha256(f"{operation}\x1f{idempotency_key}".encode()).hexdigest()
