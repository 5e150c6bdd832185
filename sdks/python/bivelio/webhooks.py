"""Verifies that a delivery to a webhook is ours, and reads its event; signs one as we do, for tests of a receiver."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any, cast

from .errors import WebhookVerificationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .models import AnyEvent

TOLERANCE_SECONDS = 300.0


def verify(
    body: bytes | str, headers: Mapping[str, Any], secret: str, *, tolerance_seconds: float = TOLERANCE_SECONDS
) -> AnyEvent:
    """Return the event of a delivery. Raises WebhookVerificationError when it is not ours, or too old.

    With the headers of Standard Webhooks their signature counts, which covers the time. Without them
    `X-BiVelio-Signature` does, or `X-BiVelio-Signature-Next` during a rotation; it covers the body alone, and so the
    event's own `timestamp` is compared, and a delivery that was tried again late may be refused: pass a tolerance that
    is longer than the retries take.

    Args:
        body: the body as it came, before any parsing.
        headers: the headers of the request; upper and lower case do not matter.
        secret: the signing secret of the webhook, `whsec_...`.
        tolerance_seconds: how far the time of the delivery may be from now.
    """
    content = body.encode() if isinstance(body, str) else bytes(body)
    headers_by_name = {name.lower(): str(value) for name, value in headers.items()}
    if "webhook-signature" in headers_by_name:
        moment = _standard(content, headers_by_name, secret)
    elif "x-bivelio-signature" in headers_by_name:
        moment = _documented(content, headers_by_name, secret)
    else:
        raise WebhookVerificationError("The request has no signature: it is not from BiVelio.")
    if not abs(time.time() - moment) <= tolerance_seconds:
        raise WebhookVerificationError(f"The delivery is more than {tolerance_seconds:.0f} seconds from now.")
    return event_of(_object(content))


def sign(body: bytes | str, secret: str, *, event_id: str, moment: int | None = None) -> dict[str, str]:
    """Return the headers of a delivery with this body, as the platform signs it: for tests of a receiver.

    Args:
        body: the body as it is sent.
        secret: the signing secret, `whsec_...` or a text of one's own.
        event_id: the id of the event, which is the same in each attempt.
        moment: the Unix time in seconds; by default now.
    """
    content = body.encode() if isinstance(body, str) else bytes(body)
    at = str(int(time.time()) if moment is None else moment)
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{_standard_signature(content, event_id, at, secret)}",
        "X-BiVelio-Signature": _documented_signature(content, secret),
    }


def _standard_signature(body: bytes, event_id: str, moment: str, secret: str) -> str:
    signed = f"{event_id}.{moment}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _documented_signature(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _standard(body: bytes, headers: Mapping[str, str], secret: str) -> float:
    moment = headers.get("webhook-timestamp", "")
    if not (moment.isascii() and moment.isdigit()):
        raise WebhookVerificationError("The header webhook-timestamp is absent or no number.")
    expected = _standard_signature(body, headers.get("webhook-id", ""), moment, secret)
    versions = [each.partition(",") for each in headers["webhook-signature"].split()]
    _match(expected, [signature for version, _, signature in versions if version == "v1"])
    return float(moment)


def _documented(body: bytes, headers: Mapping[str, str], secret: str) -> float:
    expected = _documented_signature(body, secret)
    names = ("x-bivelio-signature", "x-bivelio-signature-next")
    _match(expected, [headers[name] for name in names if name in headers])
    from datetime import datetime

    text = str(_object(body).get("timestamp", ""))
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError as error:
        raise WebhookVerificationError("The event has no time.") from error


def _match(expected: str, signatures: list[str]) -> None:
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in signatures):
        raise WebhookVerificationError(
            "The signature does not match: check the secret, and that the body is the bytes as they came."
        )


def _key(secret: str) -> bytes:
    """Return the key of Standard Webhooks: decoded base64, or the text of a secret of one's own that is not base64."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise WebhookVerificationError("The body is not JSON.") from error
    if not isinstance(document, dict):
        raise WebhookVerificationError("The body is not a JSON object.")
    return document


def event_of(data: Mapping[str, Any]) -> AnyEvent:
    """Return an event with the class of its type; an unknown type is a Model with the data as JSON."""
    from ._model import Model
    from .models import EVENTS

    kinds: Mapping[str, type[Model]] = EVENTS
    return cast("AnyEvent", kinds.get(str(data.get("event")), Model)(data))
