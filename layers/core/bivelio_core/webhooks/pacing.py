"""The distance between two requests to a receiver with a rate limit."""

from collections.abc import Callable

from bivelio_core import clock

from .lanes import Lane

Pause = Callable[[float], None]
MARGIN = 1.05
"""How much longer the distance is than the limit asks for, so that a request which takes longer to get there than the
next one does not make one too many in a second."""


class Pacer:
    """Starts the requests of one lane, which the caller holds."""

    def __init__(self, lane: Lane, pause: Pause) -> None:
        self._lane, self._pause = lane, pause

    def wait(self, rate_limit: int | None) -> None:
        """Return when the next request may start; without a limit at once."""
        if rate_limit:
            early = self._lane.last_start + MARGIN / rate_limit - clock.epoch()
            if early > 0:
                self._pause(early)
        self._lane.last_start = clock.epoch()
