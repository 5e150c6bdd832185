"""Ways to carry out several requests: in threads, or one after the other."""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

THREADS = 12


class Gather(Protocol):
    """Carries out calls, returns their results in order, and raises the exception of the first that failed."""

    def __call__(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """All results."""


def in_threads(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """All calls at once, the first in this thread; a single call starts no thread.

    The other threads stay alive, and so do their connections. A call within one of them starts no further threads, so
    no two threads wait for each other. All calls have ended before the first failure is raised.
    """
    if len(calls) < 2 or getattr(_here, "is_kept", False):  # noqa: PLR2004
        return in_order(calls)
    from concurrent.futures import wait  # noqa: PLC0415 - reading one item starts no thread

    threads = _threads()
    others = [threads.submit(call) for call in calls[1:]]
    try:
        first = calls[0]()
    finally:
        wait(others)
    return [first, *(other.result() for other in others)]


_here = threading.local()


@cache
def _threads() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    return ThreadPoolExecutor(THREADS, "gather", initializer=_keep)


def _keep() -> None:
    """Mark this thread as one of the threads that stay alive."""
    _here.is_kept = True


def in_order(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """One call after the other: for tests and measurements that must be repeatable."""
    return [call() for call in calls]
