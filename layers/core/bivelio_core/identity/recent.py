"""What this process read lately, so that one key's next request needs no read."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from bivelio_core import clock

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Answers of a look-up by key, each good for some seconds; the oldest make room when it is full."""

    def __init__(self, seconds: float, size: int) -> None:
        self.seconds = seconds
        self.size = size
        self._kept: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """The remembered answer, or a fresh one."""
        now = clock.epoch()
        kept = self._kept.get(key)
        if kept is not None and 0 <= now - kept[0] < self.seconds:
            return kept[1]
        value = read()
        self._kept.pop(key, None)
        while len(self._kept) >= self.size:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = (now, value)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
