"""An effect that happens once per Idempotency-Key, even if the function died between the effect and its answer.

The stored answer (entrypoints/idempotency.py) covers a client that sends a request twice. The marker covers requests
without a stored answer: the process was killed between the write and the answer, the answer shows a secret or is too
large to store, or it has expired. The marker is written in the transaction of the effect. It holds the id of the
resource that the effect created and a fingerprint of the request, so a key that is reused with a different request is
refused here too.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import IdempotencyMismatch

from . import keys
from .codec import plain
from .table import TransactionFailed
from .tenant_store import TenantStore, existing
from .writes import Put, Write, absent

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .codec import Item
    from .keys import Kind

LIFETIME = timedelta(hours=48)
"""How long a client's key is remembered: after the documented time it may be used for another request."""


class LastingKey(str):
    """A key that the platform makes for its own work: a step, a firing of a schedule, an event, a run within a run.

    Its marker lives as long as the resource that the effect created: forever in live, until the end of the day in the
    sandbox. No fixed time suffices: a failed run can be retried at any time, and a message that was parked for 14 days
    is parked for 14 more when its replay fails. A marker is small next to the records of every run and step. Such a key
    never equals a client's key with the same text, so no client can use up the start of a schedule.
    """

    __slots__ = ()


def fingerprint_of(request: "BaseModel") -> str:
    """Return the SHA-256 of a request's fields in their stored form, which tells requests under the same key apart.

    A repeated step may read its input from the table, where 5.0 has become 5. Both inputs must give the same
    fingerprint.
    """
    fields = plain(request.model_dump(mode="json"))
    return hashlib.sha256(json.dumps(fields, default=str, separators=(",", ":")).encode()).hexdigest()


class EffectKey(NamedTuple):
    """The key under which an effect happens once: operation, Idempotency-Key, and the fingerprint of the request.

    Without an Idempotency-Key the effect happens each time. The platform's own work has a key but no fingerprint.
    """

    operation: str
    idempotency_key: str | None
    fingerprint: str | None = None

    @classmethod
    def of(cls, operation: str, idempotency_key: str | None, request: "BaseModel") -> "EffectKey":
        """The key of a client's request."""
        return cls(operation, idempotency_key, None if idempotency_key is None else fingerprint_of(request))


def effect_marker(store: TenantStore, key: EffectKey, target: str) -> list[Put]:
    """Return the write that makes an effect happen once: it fails if the key was used before. None without a key."""
    if key.idempotency_key is None:
        return []
    about: dict[str, Any] = {"target": target}
    if not isinstance(key.idempotency_key, LastingKey):
        about["ttl"] = clock.ttl(LIFETIME)
    if key.fingerprint is not None:
        about["fingerprint"] = key.fingerprint
    return [store.put_write(keys.EFFECT, digest(key), about, condition=absent())]


def effect_target(store: TenantStore, key: EffectKey) -> str | None:
    """Return the id of the resource that the effect of this key created; None when the effect has not happened.

    Raises IdempotencyMismatch when the key was used for a request with another fingerprint.
    """
    marker = None if key.idempotency_key is None else store.get(keys.EFFECT, digest(key))
    return _target(marker, key) if marker else None


def write_once(store: TenantStore, key: EffectKey, target: str, writes: Sequence[Write]) -> str:
    """Carry out the writes unless this key was used before; returns the target of the first use.

    Raises IdempotencyMismatch when the key was used for a request with another fingerprint, TransactionFailed when a
    condition of `writes` does not hold, by their positions.
    """
    try:
        store.transact([*writes, *effect_marker(store, key, target)])
    except TransactionFailed as failure:
        if (marker := failure.items.get(len(writes))) is None:
            raise
        return _target(marker, key)
    return target


def put_once(
    store: TenantStore, key: EffectKey, kind: "Kind", sk: str, attributes: dict[str, Any], *rest: str
) -> "Item":
    """Write an item under an unused sort key unless the Idempotency-Key was used before; returns the item created.

    Without an Idempotency-Key it is a plain put; repeated after a lost answer, it writes the same item. Raises
    IdempotencyMismatch as `write_once` does, ResourceNotFound when the item was deleted meanwhile.
    """
    if key.idempotency_key is None:
        return store.put(kind, sk, attributes, *rest)
    put = store.put_write(kind, sk, attributes, *rest, condition=absent())
    target_sk = write_once(store, key, sk, [put])
    return put.item if target_sk == sk else existing(store.get(kind, target_sk, *rest))


def require_same_request(item: "Item", fingerprint: str | None) -> None:
    """Raise IdempotencyMismatch unless the item's `fingerprint` is that of this request."""
    if item.get("fingerprint") != fingerprint:
        raise IdempotencyMismatch


def _target(marker: "Item", key: EffectKey) -> str:
    require_same_request(marker, key.fingerprint)
    return str(marker["target"])


def digest(key: EffectKey) -> str:
    """Return the sort key of the marker of an Idempotency-Key."""
    kind = "lasting\x1f" if isinstance(key.idempotency_key, LastingKey) else ""
    return hashlib.sha256(f"{kind}{key.operation}\x1f{key.idempotency_key}".encode()).hexdigest()
