"""Actors in virtual time: a second of the platform takes as long as this machine needs for it, and changes no figure.

Each actor is a thread; one runs at a time, the one whose time has come first. Time passes when an actor waits.
"""

import heapq
import itertools
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.index.parallel import THREADS

BEGIN = datetime(2026, 4, 7, 12, 0, 2, tzinfo=UTC)


class Stopped(BaseException):
    """The time is over."""


class Clock:
    """The time of all actors, and who is next."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._waiting: list[tuple[float, int, threading.Semaphore]] = []
        self._numbers = itertools.count()
        self._control = threading.Semaphore(0)
        self._is_over = False
        self._own = threading.local()
        self.failures: list[BaseException] = []

    def now(self) -> float:
        """The seconds since the beginning."""
        return self.seconds

    def start(self, actor: Callable[[], None]) -> None:
        """Have an actor begin now."""
        turn = threading.Semaphore(0)

        def live() -> None:
            self._own.turn = turn
            turn.acquire()
            try:
                if not self._is_over:
                    actor()
            except Stopped:
                pass
            except BaseException as failure:  # noqa: BLE001 - of a thread; `run` raises it
                self.failures.append(failure)
            self._control.release()

        threading.Thread(target=live, daemon=True).start()
        heapq.heappush(self._waiting, (self.seconds, next(self._numbers), turn))

    def sleep(self, seconds: float) -> None:
        """Wait; who is no actor, a thread that an actor waits for, goes on at once."""
        turn = getattr(self._own, "turn", None)
        if turn is None:
            return
        heapq.heappush(self._waiting, (self.seconds + seconds, next(self._numbers), turn))
        self._control.release()
        turn.acquire()
        if self._is_over:
            raise Stopped

    def run(self, seconds: float) -> None:
        """Let so much time pass, then stop everybody. Raises what an actor raised."""
        with ExitStack() as stopped:
            while self._waiting:
                at, _, turn = heapq.heappop(self._waiting)
                self._is_over = self._is_over or at > seconds
                if not self._is_over:
                    self.seconds = at
                    stopped.close()
                    stopped.enter_context(clock.frozen(BEGIN + timedelta(seconds=at)))
                turn.release()
                self._control.acquire()
        if self.failures:
            raise self.failures[0]


class SlowTable:
    """A table whose calls take so many seconds, in virtual time; half before they are carried out, half after."""

    def __init__(self, table: Any, time: Clock, seconds: float) -> None:
        self._table, self._time, self._seconds = table, time, seconds
        self._own = threading.local()

    def beside(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """Carry out calls as threads do: as many as there are threads take as long as one."""
        results = []
        try:
            for position, call in enumerate(calls):
                self._own.takes_no_time = position % THREADS > 0
                results.append(call())
        finally:
            self._own.takes_no_time = False
        return results

    def __getattr__(self, name: str) -> Any:
        """The table's method."""
        method = getattr(self._table, name)

        def call(*arguments: Any, **named: Any) -> Any:
            half = 0.0 if getattr(self._own, "takes_no_time", False) else self._seconds / 2
            self._time.sleep(half)
            result = method(*arguments, **named)
            self._time.sleep(half)
            return result

        return call
