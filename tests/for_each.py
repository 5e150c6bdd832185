"""One test for many values that are looked at alike: it tries them all, and names each that fails with its reason.

`for_each` stands where `pytest.mark.parametrize` would. It is for values of which a test only reads something: an item
of its own costs each of them more than the look, and fixtures are shared, so a test that changes anything keeps its
copies.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]


class SomeFailed(AssertionError):
    """Says of each value that failed why it did; `values` are these, for who knows a remedy."""

    def __init__(self, reasons: dict[str, str], values: list[Any], count: int) -> None:
        self.values = values
        lines = [f"- {name}: {reason}" for name, reason in reasons.items()]
        super().__init__("\n".join([f"{len(values)} of {count} failed:", *lines]))


def for_each(
    names: str | tuple[str, ...],
    values: Iterable[Any] | Callable[[], Iterable[Any]],
    ids: Callable[[Any], str] = str,
) -> Callable[[Test], Test]:
    """Try a test with each value; several names take a value's parts. A function of values is called by the test."""

    def decorated(test: Test) -> Test:
        several = (names,) if isinstance(names, str) else names

        @functools.wraps(test)
        def tried(**fixtures: Any) -> None:
            among = list(values() if callable(values) else values)
            assert among, "there is nothing to try"
            reasons: dict[str, str] = {}
            failed: list[Any] = []
            first: BaseException | None = None
            for value in among:
                parts = (value,) if isinstance(names, str) else value
                try:
                    test(**dict(zip(several, parts, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - all of them are told below
                    name = ids(value)
                    reasons[name if name not in reasons else f"{name} ({len(failed)})"] = reason_of(failure)
                    failed.append(value)
                    first = first or failure
            if failed:
                raise SomeFailed(reasons, failed, len(among)) from first

        signature = inspect.signature(test)
        fixtures = [each for name, each in signature.parameters.items() if name not in several]
        tried.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return tried

    return decorated


def reason_of(failure: BaseException) -> str:
    """What a failure says, with its kind when that is not an assertion."""
    said = str(failure)
    return said if isinstance(failure, AssertionError) and said else f"{type(failure).__name__}: {said}"
