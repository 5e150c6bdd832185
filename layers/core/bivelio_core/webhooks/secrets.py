"""The secrets that sign a webhook's deliveries: stored sealed, rotated with an overlap."""

from typing import Any

from bivelio_core import clock, sealing
from bivelio_core.store.codec import Item

PREFIX = "whsec_"
PURPOSE = "webhook"
MAXIMUM = 4
"""The most secrets that sign at once: the newest ones, when rotations follow each other within their overlaps."""


def first(secret: str, organisation: str) -> list[dict[str, Any]]:
    """The stored secrets of a new webhook."""
    return [{"sealed": sealing.seal(secret, organisation=organisation, purpose=PURPOSE)}]


def rotated(item: Item, secret: str, organisation: str, overlap_seconds: int) -> list[dict[str, Any]]:
    """The stored secrets after a rotation: the new one, and those before it while the overlap lasts.

    A second rotation within an overlap keeps the older secrets no longer than its own predecessor.
    """
    stored = first(secret, organisation)
    if overlap_seconds and item.get("secrets"):
        now = int(clock.epoch())
        until = now + overlap_seconds
        stored.append({"sealed": item["secrets"][0]["sealed"], "until": until})
        stored += [
            {**stored_secret, "until": min(stored_secret["until"], until)}
            for stored_secret in item["secrets"][1:]
            if stored_secret["until"] > now
        ]
    return stored[:MAXIMUM]


def current(item: Item, organisation: str) -> list[str]:
    """The secrets that sign now, the newest first."""
    now = clock.epoch()
    return [
        sealing.unseal(bytes(stored_secret["sealed"]), organisation=organisation, purpose=PURPOSE)
        for stored_secret in item["secrets"]
        if stored_secret.get("until", now + 1) > now
    ]
