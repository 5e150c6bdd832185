"""Compares an answer with a documented example: the same fields of the same types, at every depth."""

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
