"""The secrets that sign a webhook's deliveries: made, kept sealed, rotated with an overlap."""

import base64
import secrets
from typing import Any

from bivelio_core import clock, sealing
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item

PREFIX = "whsec_"
RANDOM_BYTES = 24
STRONG_LENGTH, STRONG_DIFFERENT = 24, 8
"""A caller's own secret has at least so many characters, and so many different ones behind the prefix."""

WEAK_SECRET = register(
    "weak_secret",
    {
        "ca": "El camp '{field}' ha de tenir {limit} o més caràcters variats, sense repetir. Si l'omets, en fem un.",
        "es": "El campo '{field}' debe tener {limit} o más caracteres variados, sin repetir. Si se omite, creamos uno.",
        "en": "The field '{field}' must have {limit} or more varied characters, not repeated. Without it we make one.",
    },
)

PURPOSE = "webhook"
MAXIMUM = 4
"""How many secrets sign at once at most: the newest ones, when rotations follow each other within their overlaps."""


def choose(wanted: str | None) -> str:
    """The caller's secret, or a fresh one: `whsec_` and 24 random bytes in base64. Raises Unprocessable for a weak one.

    A weak secret is never replaced: its sender would verify signatures with it, in vain.
    """
    if wanted is None:
        return PREFIX + base64.b64encode(secrets.token_bytes(RANDOM_BYTES)).decode()
    if not is_strong(wanted):
        raise Unprocessable.of("secret", WEAK_SECRET, limit=STRONG_LENGTH)
    return wanted


def is_strong(secret: str) -> bool:
    """Whether a secret is long, has many different characters, and is no shorter text that is repeated."""
    body = secret.removeprefix(PREFIX).strip()
    if len(secret) < STRONG_LENGTH or len(set(body)) < STRONG_DIFFERENT:
        return False
    return all(body[period:] != body[:-period] for period in range(1, len(body) // 2 + 1))


def first(secret: str, organisation: str) -> list[dict[str, Any]]:
    """The stored secrets of a new webhook."""
    return [{"sealed": sealing.seal(secret, organisation=organisation, purpose=PURPOSE)}]


def rotated(item: Item, secret: str, organisation: str, overlap_seconds: int) -> list[dict[str, Any]]:
    """The stored secrets after a rotation: the new one, and those before it while the overlap lasts.

    A second rotation within an overlap keeps what the first one kept, for no longer than it keeps its own predecessor.
    """
    stored = first(secret, organisation)
    if overlap_seconds and item.get("secrets"):
        now = int(clock.epoch())
        until = now + overlap_seconds
        stored.append({"sealed": item["secrets"][0]["sealed"], "until": until})
        stored += [{**kept, "until": min(kept["until"], until)} for kept in item["secrets"][1:] if kept["until"] > now]
    return stored[:MAXIMUM]


def current(item: Item, organisation: str) -> list[str]:
    """The secrets that sign now, the newest first."""
    now = clock.epoch()
    return [
        sealing.unseal(bytes(kept["sealed"]), organisation=organisation, purpose=PURPOSE)
        for kept in item["secrets"]
        if kept.get("until", now + 1) > now
    ]
