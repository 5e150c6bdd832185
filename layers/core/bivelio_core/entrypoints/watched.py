"""Organisations that want bodies of requests that succeed too, as far as this process knows.

It learns it from one request in twenty, so that the others cost nothing; then all have theirs for half a minute.
"""

import time

SECONDS = 30.0
watched: dict[str, float] = {}
"""Until when, by the monotonic clock."""


def watch(organisation: str) -> None:
    """Note that an organisation wants them."""
    watched[organisation] = time.monotonic() + SECONDS


def is_watched(organisation: str | None) -> bool:
    """Whether one does."""
    return organisation in watched and watched[organisation] > time.monotonic()
