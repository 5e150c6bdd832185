"""`Idempotency-Key`: the same key and body get the same answer for 24 hours, without a second effect.

A record in the tenant's own partition of the table is locked while the request is served, for at most the function's
timeout, and then holds the answer (docs/adr/0054-own-idempotency-records.md). An answer is replayed only to the caller
that got it. A key that was used by another caller, or for another request, is refused. Failures are not stored: a
request that was refused is processed again when it is repeated.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Context
from bivelio_core.errors import IdempotencyConflict, IdempotencyMismatch, ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import IDEMPOTENCY
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, absent, any_of, compare

from .http import HttpResponse

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

LIFETIME = timedelta(hours=24)
MAXIMUM_KEY_LENGTH = 255
MAXIMUM_RECORD_BYTES = 350_000
"""An item holds 400 kB; a larger answer is not stored, and the services' effect markers prevent a second effect."""

_PRINTABLE = re.compile(rf"[\x21-\x7e]{{1,{MAXIMUM_KEY_LENGTH}}}")


def idempotency_key(headers: Mapping[str, str]) -> str | None:
    """The request's key, None without one. Raises ValidationError for one that is not 1-255 printable characters."""
    key = headers.get("idempotency-key")
    if key is None:
        return None
    if not _PRINTABLE.fullmatch(key):
        raise ValidationError.of("Idempotency-Key", "header_format", limit=MAXIMUM_KEY_LENGTH)
    return key


def answer_once(
    operation: str, body: bytes, ctx: Context, lambda_context: "LambdaContext", produce: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of `produce`, or the remembered one. Raises IdempotencyConflict or IdempotencyMismatch.

    When the table is too busy to store the answer of `produce`, it is returned all the same: the key stays locked until
    the function's timeout, and a later repetition of the request finds the marker of its effect.
    """
    sk = _digest(operation, str(ctx.idempotency_key))
    fingerprint = _digest(operation, ctx.actor.id, body.hex())
    now_ms = int(clock.epoch() * 1000)
    lock = {"fingerprint": fingerprint, "locked_until": now_ms + lambda_context.get_remaining_time_in_millis()}
    free = any_of(absent(), compare("locked_until", "<", now_ms))
    try:
        ctx.store.put(IDEMPOTENCY, sk, {**lock, "ttl": clock.ttl(LIFETIME)}, condition=free)
    except ConditionFailed as refused:
        return _remembered(refused.item or lock, fingerprint)
    try:
        answer = produce()
    except Exception:
        with suppress(ServiceBusy):  # the failure is told, not that the key stays locked until the timeout
            ctx.store.delete(IDEMPOTENCY, sk)
        raise
    with suppress(ServiceBusy):
        if (record := _record(answer)) is None:
            ctx.store.delete(IDEMPOTENCY, sk)
        else:
            ctx.store.update(IDEMPOTENCY, sk, Update(set={"answer": record}, remove=("locked_until",)))
    return answer


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _record(answer: HttpResponse) -> str | None:
    """Return the record of an answer; None for an answer that is too large and for a failed stream."""
    fields = {"status": answer.status, "body": answer.to_gateway()["body"], "content_type": answer.content_type}
    text = json.dumps(fields)
    return None if answer.code is not None or len(text) > MAXIMUM_RECORD_BYTES else text


def _remembered(record: Item | Mapping[str, Any], fingerprint: str) -> HttpResponse:
    if record["fingerprint"] != fingerprint:
        raise IdempotencyMismatch
    if "answer" not in record:
        raise IdempotencyConflict(retry_after=1)
    fields = json.loads(record["answer"])
    return HttpResponse(fields["status"], fields["body"], {"Idempotent-Replayed": "true"}, fields["content_type"])
