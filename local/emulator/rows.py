"""The items of a partition in the order of their sort keys, each with its size and its text once they were needed."""

import json
import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Any, SupportsIndex

Columns = tuple[str, ...] | None
"""The names of the attributes that are asked for; None for all of them."""

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Writes JSON as answers of the table have it."""

_order = threading.Lock()


class StoredItem(dict[str, Any]):
    """An item as the table keeps it. It is replaced, never changed, so its size and its text stay what they were."""

    __slots__ = ("_written", "size")

    size: int
    _written: tuple[Columns, str]

    def text(self, columns: Columns) -> str:
        """Return its attributes as JSON. Who reads an item again asks for the same ones: the last text is kept."""
        try:
            written = self._written
        except AttributeError:
            written = None
        if written is None or written[0] != columns:
            attributes = self if columns is None else {name: self[name] for name in columns if name in self}
            written = self._written = columns, encode(attributes)
        return written[1]


class Rows(dict[str, Any]):
    """A partition's items by sort key; the keys are sorted on the first query."""

    _keys: list[str] | None = None

    def __setitem__(self, key: str, item: Any) -> None:
        with _order:
            if self._keys is not None and key not in self:
                insort(self._keys, key)
            super().__setitem__(key, item)

    def pop(self, key: str, *default: Any) -> Any:
        """Take an item out, as of any dictionary."""
        with _order:
            if self._keys is not None and key in self:
                del self._keys[bisect_left(self._keys, key)]
            return super().pop(key, *default)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[Any, ...]:
        return dict, (dict(self),)  # a copy is a plain dictionary: nothing keeps its order

    def between(self, low: str, high: str, *, forward: bool, above: bool = False, below: bool = False) -> Iterator[Any]:
        """Return the items between two keys in order: both included, but with `above` the low, `below` the high one."""
        with _order:
            if self._keys is None:
                self._keys = sorted(self)
            first = (bisect_right if above else bisect_left)(self._keys, low)
            keys = self._keys[first : (bisect_left if below else bisect_right)(self._keys, high)]
        for key in keys if forward else reversed(keys):
            item = self.get(key)
            if item is not None:
                yield item
