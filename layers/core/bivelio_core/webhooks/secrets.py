"""The secrets that sign a webhook's deliveries: made, kept sealed, rotated with an overlap."""

import base64
import secrets
from typing import Any

from bivelio_core import clock, sealing
from bivelio_core.store.codec import Item

PREFIX = "whsec_"
RANDOM_BYTES = 24
STRONG_LENGTH = 24
"""A caller's own secret of at least so many characters is used as it is; a shorter one is not (decision 41)."""

PURPOSE = "webhook"


def choose(wanted: str | None) -> str:
    """The caller's secret if it is strong enough, else a fresh one: `whsec_` and 24 random bytes in base64."""
    if wanted is not None and len(wanted) >= STRONG_LENGTH:
        return wanted
    return PREFIX + base64.b64encode(secrets.token_bytes(RANDOM_BYTES)).decode()


def first(secret: str, organisation: str) -> list[dict[str, Any]]:
    """The stored secrets of a new webhook."""
    return [{"sealed": sealing.seal(secret, organisation=organisation, purpose=PURPOSE)}]


def rotated(item: Item, secret: str, organisation: str, overlap_seconds: int) -> list[dict[str, Any]]:
    """The stored secrets after a rotation: the new one, and the one it replaces while the overlap lasts."""
    stored = first(secret, organisation)
    if overlap_seconds and item.get("secrets"):
        stored.append({"sealed": item["secrets"][0]["sealed"], "until": int(clock.epoch()) + overlap_seconds})
    return stored


def current(item: Item, organisation: str) -> list[str]:
    """The secrets that sign now, the newest first."""
    now = clock.epoch()
    return [
        sealing.unseal(bytes(kept["sealed"]), organisation=organisation, purpose=PURPOSE)
        for kept in item["secrets"]
        if kept.get("until", now + 1) > now
    ]
