"""The values that expressions give: how large and how deep they may be, and the errors of those that cannot be had."""

import math
from typing import Any

MAXIMUM_TEXT = 1_000_000
"""Characters of a template's value, or of a text that an expression makes: as much as a run can hold."""

MAXIMUM_DEPTH = 100
"""How deep lists and objects in a value may be nested."""


class ExpressionError(Exception):
    """An expression that does not parse, may not be used, or cannot be evaluated; says why in English."""


class TooLarge(ExpressionError):
    """An expression that would exceed its limits of work or data."""


def weigh(value: Any, room: int = MAXIMUM_TEXT) -> int:
    """About how many characters of JSON a value is. Raises TooLarge beyond `room`, ExpressionError for what JSON lacks.

    It reads each part once and stops at the limit, so its cost is bounded however large the value is.
    """
    size, level, depth = 0, [value], 0
    while level:
        if depth > MAXIMUM_DEPTH:
            raise ExpressionError(f"the value is nested more than {MAXIMUM_DEPTH} deep")
        inner: list[Any] = []
        for part in level:
            match part:
                case str():
                    size += len(part) + 2
                case dict():
                    size += 2 + sum(len(name) + 4 for name in part)
                    inner += part.values()
                case list():
                    size += 2 + len(part)
                    inner += part
                case float() if not math.isfinite(part):
                    raise ExpressionError("the value is a number that JSON cannot write")
                case None | bool() | int() | float():
                    size += 4
                case _:
                    raise ExpressionError("the value is an expression itself, not data")
            if size > room:
                raise TooLarge(f"the value has more than {MAXIMUM_TEXT} characters")
        level, depth = inner, depth + 1
    return size
