"""`Idempotency-Key`: the same key and body get the same answer for 24 hours, without a second effect.

Powertools stores the records in the tenant's own partition of the table; it is imported when a request has a key.
An answer is replayed only to the caller who got it: a key that was used by another caller, or for another request, is
refused. Failures are not stored: a request that was refused is processed again when it is repeated.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core import clients, config
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Context
from bivelio_core.errors import IdempotencyConflict, IdempotencyMismatch, ValidationError
from bivelio_core.store import keys
from bivelio_core.store.resend import ResendingClient

from .http import JSON, HttpResponse

LIFETIME_SECONDS = 24 * 3600
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


class _NotKept(Exception):
    """The answer is too large for a record, or a stream that failed: when this is raised, Powertools keeps none."""


class _Outcome:
    """The outcome of the request, kept apart from Powertools, which hides it when its own call fails afterwards."""

    def __init__(self, produce: Callable[[], HttpResponse]) -> None:
        self._produce = produce
        self._response: HttpResponse | None = None
        self._error: Exception | None = None

    def make(self) -> HttpResponse:
        """Serve the request."""
        try:
            self._response = self._produce()
        except Exception as error:
            self._error = error
            raise
        return self._response

    def told(self, otherwise: Exception) -> HttpResponse:
        """The outcome; raises what serving raised, or `otherwise` when nothing was served."""
        if self._response is not None:
            return self._response
        raise self._error or otherwise


def once(
    operation: str, body: bytes, ctx: Context, lambda_context: Any, produce: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of `produce`, or the remembered one. Raises IdempotencyConflict or IdempotencyMismatch.

    When the table is too busy to store the answer of `produce`, it is returned all the same: the key stays locked until
    the function's timeout, and a later repetition of the request finds the marker of its effect.
    """
    from aws_lambda_powertools.utilities.idempotency import (  # noqa: PLC0415 - only when a key was sent
        DynamoDBPersistenceLayer,
        IdempotencyConfig,
        idempotent_function,
    )
    from aws_lambda_powertools.utilities.idempotency.exceptions import (  # noqa: PLC0415
        IdempotencyAlreadyInProgressError,
        IdempotencyPersistenceLayerError,
        IdempotencyValidationError,
    )

    persistence = DynamoDBPersistenceLayer(
        table_name=config.table_name(),
        key_attr="PK",
        sort_key_attr="SK",
        static_pk_value=keys.tenant_partition(ctx.tenant, keys.IDEMPOTENCY),
        expiry_attr="ttl",
        boto3_client=ResendingClient(clients.client("dynamodb")),
    )
    settings = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="fingerprint",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=LIFETIME_SECONDS,
        response_hook=_replayed,  # type: ignore[arg-type]
        lambda_context=lambda_context,
    )

    outcome = _Outcome(produce)

    @idempotent_function(data_keyword_argument="request", persistence_store=persistence, config=settings)  # type: ignore[untyped-decorator]
    def remembered(request: dict[str, str]) -> dict[str, Any]:  # noqa: ARG001 - read by the decorator
        answer = outcome.make()
        record = {"status": answer.status, "body": answer.to_gateway()["body"]}
        if answer.content_type != JSON:
            record["content_type"] = answer.content_type
        if answer.code is not None or len(json.dumps(record)) > MAXIMUM_RECORD_BYTES:  # as it is written: in ASCII
            raise _NotKept
        return record

    try:
        kept = remembered(
            request={"key": ctx.idempotency_key, "fingerprint": f"{operation} {ctx.actor.id} {body.hex()}"}
        )
    except IdempotencyAlreadyInProgressError as error:
        raise IdempotencyConflict(retry_after=1) from error
    except IdempotencyValidationError as error:
        raise IdempotencyMismatch from error
    except _NotKept as answered:
        return outcome.told(answered)
    except IdempotencyPersistenceLayerError as error:
        if isinstance(error.__cause__, ServiceBusy):
            return outcome.told(error.__cause__)
        raise
    headers = {"Idempotent-Replayed": "true"} if "replayed" in kept else {}
    return HttpResponse(kept["status"], kept["body"], headers, kept.get("content_type", JSON))


def _replayed(response: Any, _record: Any) -> Any:
    return {**response, "replayed": True}
