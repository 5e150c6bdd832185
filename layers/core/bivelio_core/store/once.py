"""An effect that happens once per Idempotency-Key, even if the function died after it and before its answer.

The answer's record (entrypoints/idempotency.py) covers a client that asks twice; this covers a process that is killed
between the write and the record. The marker is written in the transaction of the effect and names what it made.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from bivelio_core import clock

from . import keys
from .expressions import Write, absent
from .table import TransactionFailed
from .tenant_store import TenantStore

LIFETIME = timedelta(hours=48)


def write_once(store: TenantStore, operation: str, idempotency_key: str, target: str, writes: Sequence[Write]) -> str:
    """Carry out the writes unless this key has done so before; answers the target that the first time named."""
    digest = hashlib.sha256(f"{operation}\x1f{idempotency_key}".encode()).hexdigest()
    marker = store.put_write(keys.EFFECT, digest, {"target": target, "ttl": clock.ttl(LIFETIME)}, condition=absent())
    try:
        store.transact([marker, *writes])
    except TransactionFailed as failure:
        if (made := failure.items.get(0)) is None:
            raise
        return str(made["target"])
    return target
