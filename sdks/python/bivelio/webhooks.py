"""Verifies that a delivery to a webhook is ours, and reads its event."""

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
    found = {name.lower(): str(value) for name, value in headers.items()}
    if "webhook-signature" in found:
        moment = _standard(content, found, secret)
    elif "x-bivelio-signature" in found:
        moment = _documented(content, found, secret)
    else:
        raise WebhookVerificationError("The request has no signature: it is not from BiVelio.")
    if not abs(time.time() - moment) <= tolerance_seconds:
        raise WebhookVerificationError(f"The delivery is more than {tolerance_seconds:.0f} seconds from now.")
    return event_of(_object(content))


def _standard(body: bytes, headers: Mapping[str, str], secret: str) -> float:
    moment = headers.get("webhook-timestamp", "")
    if not (moment.isascii() and moment.isdigit()):
        raise WebhookVerificationError("The header webhook-timestamp is absent or no number.")
    signed = f"{headers.get('webhook-id', '')}.{moment}.".encode() + body
    expected = base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest())
    versions = [each.partition(",") for each in headers["webhook-signature"].split()]
    _match(expected, [given for version, _, given in versions if version == "v1"])
    return float(moment)


def _documented(body: bytes, headers: Mapping[str, str], secret: str) -> float:
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    names = ("x-bivelio-signature", "x-bivelio-signature-next")
    _match(expected, [headers[name] for name in names if name in headers])
    from datetime import datetime

    text = str(_object(body).get("timestamp", ""))
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError as error:
        raise WebhookVerificationError("The event has no time.") from error


def _match(expected: bytes, given: list[str]) -> None:
    if not any(hmac.compare_digest(expected, one.encode()) for one in given):
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
        found = json.loads(body)
    except ValueError as error:
        raise WebhookVerificationError("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise WebhookVerificationError("The body is not a JSON object.")
    return found


def event_of(data: Mapping[str, Any]) -> AnyEvent:
    """Return an event with the class of its type; an unknown type is a Model with the data as JSON."""
    from ._model import Model
    from .models import EVENTS

    kinds: Mapping[str, type[Model]] = EVENTS
    return cast("AnyEvent", kinds.get(str(data.get("event")), Model)(data))
