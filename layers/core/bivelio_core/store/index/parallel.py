"""Ways to carry out several requests: in threads, or one after the other."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

THREADS = 12


class Gather(Protocol):
    """Carries out calls, returns their results in order, and raises the exception of the first that failed."""

    def __call__(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """All results."""


def in_threads(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """All calls at once; a single call starts no thread."""
    if len(calls) < 2:  # noqa: PLR2004
        return [call() for call in calls]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - reading one item starts no thread

    with ThreadPoolExecutor(min(THREADS, len(calls))) as pool:
        return list(pool.map(_carry_out, calls))


def in_order(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """One call after the other: for tests and measurements that must be repeatable."""
    return [call() for call in calls]


def _carry_out(call: Callable[[], Any]) -> Any:
    return call()
