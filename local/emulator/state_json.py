"""Encodes the emulator's state as JSON in pieces, because the encoder blocks all other threads until it returns."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict

_PARTITION_DEPTH = 6
"""Depth of a partition in the saved state: format, service, tables, their names, one, its items, a partition."""

_SLICE_ITEMS = 200


def pieces(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the JSON of a state: entry by entry down to a partition's items, and the items in slices."""
    if isinstance(value, AccountRegionScopedDict | AccountScopedDict):
        value = persistence._json_default(value)
    if depth < _PARTITION_DEPTH and isinstance(value, dict) and value and all(type(name) is str for name in value):
        for number, (name, entry) in enumerate(value.items()):
            yield f"{',' if number else '{'}{_dumps(name)}:"
            yield from pieces(entry, depth + 1)
        yield "}"
    elif isinstance(value, dict) and len(value) > _SLICE_ITEMS:
        yield from _joined("{}", map(dict, _slices(value.items())))
    elif isinstance(value, list) and len(value) > _SLICE_ITEMS:
        yield from _joined("[]", _slices(value))
    else:
        yield _dumps(value)


def _slices(entries: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(entries)
    while slice_items := list(islice(iterator, _SLICE_ITEMS)):
        yield slice_items


def _joined(brackets: str, slices: Iterable[Any]) -> Iterator[str]:
    for number, one in enumerate(slices):
        yield ("," if number else brackets[0]) + _dumps(one)[1:-1]
    yield brackets[1]


def _dumps(value: Any) -> str:
    return json.dumps(value, default=persistence._json_default)
