"""Pauses between questions for what takes its time: they grow, and end."""

from __future__ import annotations

import time
from typing import Any

from .errors import WaitTimeoutError

LONGEST_WAIT_SECONDS = 3600.0
"""How long a run, an import or a file is waited for by default; the JavaScript client has the same."""

_FIRST_SECONDS, _LONGEST_SECONDS, _GROWTH = 0.25, 5.0, 1.5


class Pauses:
    """The pauses until something has ended, within a time."""

    def __init__(self, wait_seconds: float) -> None:
        self._end = time.monotonic() + wait_seconds
        self._next = _FIRST_SECONDS

    def before_asking_again(self, state: Any, message: str) -> float:
        """Return how many seconds to wait. Raises WaitTimeoutError with the state as it was last when time is over."""
        seconds_left = self._end - time.monotonic()
        if seconds_left <= 0:
            raise WaitTimeoutError(message, instance=state)
        pause, self._next = min(self._next, seconds_left), min(self._next * _GROWTH, _LONGEST_SECONDS)
        return pause
