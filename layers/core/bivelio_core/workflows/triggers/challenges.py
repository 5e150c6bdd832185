"""The answers by which a sender confirms a URL before it sends anything to it.

A URL answers only the challenge of its own preset. What is sent back is a plain text that nobody's browser can read as
anything else: short, without signs that have a meaning in HTML.

Sources: developers.facebook.com "Webhooks: Getting Started" (`hub.challenge`), docs.slack.dev "url_verification",
learn.microsoft.com "Receive change notifications through webhooks" (`validationToken`).
"""

import hmac
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from bivelio_core.errors import ValidationError
from bivelio_core.workflows.definitions.verify_presets import META, MICROSOFT, SLACK, settings_of

from .addresses import Address
from .verification import FieldNotVerified, Sent

LONGEST = 1_000
NOT_SENT_BACK = frozenset("<>&\"'`\\")
VALIDATION_TOKEN = "validationToken"  # noqa: S105 - the name of a parameter


def is_open(address: Address, method: str) -> bool:
    """Whether a URL is called by this method: GET is for Meta's challenge alone."""
    return method == "POST" or _challenge(address) == META


def unsigned(address: Address, sent: Sent, query: Mapping[str, str]) -> str | None:
    """The answer to a challenge that has no signature, Meta's or Microsoft's; None for any other call.

    Raises FieldNotVerified without the verify token, ValidationError for a challenge that is not sent back.
    """
    kind = _challenge(address)
    if kind == META and sent.method == "GET":
        token = query.get("hub.verify_token", "").encode("utf-8", "replace")
        is_right = hmac.compare_digest(token, address.secret("verify_token").encode())
        if not is_right or query.get("hub.mode") != "subscribe":
            raise FieldNotVerified(field="hub.verify_token")
        return _sent_back("hub.challenge", query.get("hub.challenge", ""))
    if kind == MICROSOFT and VALIDATION_TOKEN in query:
        return _sent_back(VALIDATION_TOKEN, query[VALIDATION_TOKEN])
    return None


def signed(address: Address, sent: Sent) -> str | None:
    """The answer to Slack's challenge, which a verified call brings; None for any other call."""
    if _challenge(address) != SLACK or b"url_verification" not in sent.body:
        return None
    try:
        document = from_json(sent.body, allow_inf_nan=False)
    except ValueError:
        return None
    if not isinstance(document, dict) or document.get("type") != "url_verification":
        return None
    return _sent_back("challenge", document.get("challenge"))


def _challenge(address: Address) -> str | None:
    kind: str | None = settings_of(address.trigger.get("verify") or {}).get("challenge")
    return kind


def _sent_back(field: str, challenge: Any) -> str:
    is_plain = isinstance(challenge, str) and challenge.isascii() and challenge.isprintable()
    if not is_plain or not 0 < len(challenge) <= LONGEST or NOT_SENT_BACK & set(challenge):
        raise ValidationError.of(field, "invalid")
    return str(challenge)
