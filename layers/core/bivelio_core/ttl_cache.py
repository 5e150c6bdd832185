"""A cache in the memory of one process, whose entries are valid for some seconds."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from bivelio_core import clock

Value = TypeVar("Value")


class TtlCache(Generic[Value]):
    """The results of look-ups, by key; each entry is valid for `seconds`, and beyond `size` the oldest are dropped.

    Threads may share it: two that request the same key at once both look it up.
    """

    def __init__(self, seconds: float, size: int) -> None:
        self.seconds = seconds
        self.size = size
        self._entries: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, look_up: Callable[[], Value]) -> Value:
        """The valid entry of a key, else what `look_up` returns, which becomes the entry."""
        now = clock.epoch()
        entry = self._entries.get(key)
        if entry is not None and 0 <= now - entry[0] < self.seconds:
            return entry[1]
        value = look_up()
        self._entries.pop(key, None)  # a renewed entry is the youngest, so it must be inserted again
        excess = len(self._entries) + 1 - self.size
        for oldest in list(self._entries)[:excess] if excess > 0 else ():
            self._entries.pop(oldest, None)
        self._entries[key] = (now, value)
        return value

    def clear(self) -> None:
        """Drop every entry."""
        self._entries.clear()
