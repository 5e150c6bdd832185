"""Compares an answer with a documented example: the same fields of the same types, at every depth."""

from collections.abc import Iterator
from typing import Any


def assert_covers(example: Any, actual: Any, path: str = "answer") -> None:
    """Fail unless `actual` has every field of `example`, each of the same JSON type."""
    match example:
        case dict():
            assert isinstance(actual, dict), f"{path} should be an object, is {actual!r}"
            missing = example.keys() - actual.keys()
            assert not missing, f"{path} lacks {sorted(missing)}"
            for name, part in example.items():
                assert_covers(part, actual[name], f"{path}.{name}")
        case list():
            assert isinstance(actual, list), f"{path} should be an array, is {actual!r}"
            if example and actual:
                assert_covers(example[0], actual[0], f"{path}[0]")
        case bool() | None:
            assert type(actual) is type(example), f"{path} should be like {example!r}, is {actual!r}"
        case int() | float():
            assert isinstance(actual, int | float), f"{path} should be a number, is {actual!r}"
        case str():
            assert isinstance(actual, str), f"{path} should be a string, is {actual!r}"
        case _:
            raise TypeError(f"{path}: {type(example)} is not JSON")


IDS = ("id", "webhook_id", "instance_id", "event_id")
"""What names an item of a list, the first that it has."""


def differing(example: Any, actual: Any, path: str = "answer", *, exact: bool) -> Iterator[str]:
    """The paths at which an answer lacks what its example shows.

    Items of lists are found by their ids. `exact`: the same values, and lists of the same length; otherwise values of
    the same JSON type, null only where the example is null.
    """
    match example:
        case dict() if isinstance(actual, dict):
            for name, part in example.items():
                if name in actual:
                    yield from differing(part, actual[name], f"{path}.{name}", exact=exact)
                else:
                    yield f"{path}.{name}"
        case list() if isinstance(actual, list):
            if exact and len(example) != len(actual):
                yield path
            for item, found in _counterparts(example, actual, exact=exact):
                yield from differing(item, found, f"{path}[]", exact=exact)
        case _ if example != actual if exact else _json_type(example) is not _json_type(actual):
            yield path


def _counterparts(example: list[Any], actual: list[Any], *, exact: bool) -> Iterator[tuple[Any, Any]]:
    """Each item of an example, with the answer's of the same id; those without one at their place, or the first."""
    for place, item in enumerate(example):
        name = next((name for name in IDS if isinstance(item, dict) and name in item), None)
        if name is not None:
            yield item, next((one for one in actual if one.get(name) == item[name]), None)
        elif exact or place == 0:
            yield item, actual[place] if place < len(actual) else None


def _json_type(value: Any) -> type:
    return float if type(value) is int else type(value)
