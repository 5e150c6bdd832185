"""Repeat calls to API Gateway that answer ConflictException because of a concurrent change in the account."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from bivelio_core.errors import TemporarilyUnavailable

Outcome = TypeVar("Outcome")

TRIES, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 8, 0.2, 2.0
"""Retries after concurrent changes: 7 pauses, 4 seconds in total on average, 9 at most."""


def undisturbed(attempt: Callable[[], Outcome | None]) -> Outcome:
    """Return the result of the first attempt without a collision. Raises TemporarilyUnavailable."""
    for tries in range(TRIES):
        if tries:
            longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries)
            time.sleep(random.uniform(0, longest))  # noqa: S311 - jitter, not a secret
        if (outcome := attempt()) is not None:
            return outcome
    raise TemporarilyUnavailable(retry_after=60)
