"""Lists: grouping, choosing and cutting. A key is a text, a number, a truth value or null."""

import json
from typing import Any

from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ExpressionError, type_name

from .declared import ANY, ARRAY, EXPRESSION, NUMBER, OBJECT, Evaluation, Group, Parameter

LISTS = Group("Lists")
PEOPLE = """`[{"city": "Reus", "n": 1}, {"city": "Vic", "n": 2}, {"city": "Reus", "n": 3}]`"""
"""What the examples are about."""

LIST = Parameter("list", ARRAY)
KEY = Parameter("key", EXPRESSION)


@LISTS.declare(
    ARRAY,
    LIST,
    KEY,
    examples={
        f"group_by({PEOPLE}, &city)[*].{{city: key, total: sum(items[*].n)}}": [
            {"city": "Reus", "total": 4},
            {"city": "Vic", "total": 2},
        ]
    },
)
def group_by(evaluation: Evaluation, elements: list[Any], key: Any) -> list[dict[str, Any]]:
    """The elements with the same key together: a list of `{key, items}`, in the order in which the keys first occur."""
    groups: dict[str, dict[str, Any]] = {}
    for element in elements:
        value, name = _key(evaluation, key, element)
        groups.setdefault(name, {"key": value, "items": []})["items"].append(element)
    evaluation.pay(len(elements))
    return list(groups.values())


@LISTS.declare(ARRAY, LIST, KEY, examples={f"unique_by({PEOPLE}, &city)[*].n": [1, 2]})
def unique_by(evaluation: Evaluation, elements: list[Any], key: Any) -> list[Any]:
    """The first element of each key."""
    first_by_key: dict[str, Any] = {}
    for element in elements:
        first_by_key.setdefault(_key(evaluation, key, element)[1], element)
    return list(first_by_key.values())


@LISTS.declare(OBJECT, LIST, KEY, examples={f"index_by({PEOPLE}, &city).Reus.n": 3})
def index_by(evaluation: Evaluation, elements: list[Any], key: Any) -> dict[str, Any]:
    """The elements by their keys, which are texts; of several with one key, the last one."""
    by_key: dict[str, Any] = {}
    for element in elements:
        value, _ = _key(evaluation, key, element)
        if not isinstance(value, str):
            raise ExpressionError("key_text", value=Reason(type_name(value)))
        by_key[value] = element
    return by_key


@LISTS.declare(
    ANY,
    Parameter("parts", ("object", "array", "null")),
    Parameter("name", ("string", "number", "null")),
    Parameter("default", ANY, is_optional=True),
    examples={
        'get(`{"Girona": "Pere"}`, \'Girona\')': "Pere",
        "get(`{}`, 'Reus', 'Anna')": "Anna",
        'get(`["Anna", "Pere"]`, `1`)': "Pere",
    },
)
def get(_evaluation: Evaluation, parts: Any, name: str | float | None, default: Any = None) -> Any:
    """The field of an object, or the element of a list from 0 on, that is known only when it is evaluated.

    The default when there is none. -1 is the last element.
    """
    if isinstance(parts, list):
        is_position = isinstance(name, int | float) and name == int(name) and -len(parts) <= name < len(parts)
        value = parts[int(name)] if is_position else None  # type: ignore[arg-type]
    else:
        value = (parts or {}).get(name) if isinstance(name, str) else None
    return default if value is None else value


@LISTS.declare(
    ARRAY, LIST, Parameter("size", NUMBER), examples={"chunk(`[1, 2, 3, 4, 5]`, `2`)": [[1, 2], [3, 4], [5]]}
)
def chunk(evaluation: Evaluation, elements: list[Any], size: float) -> list[list[Any]]:
    """The list cut into lists of a size; the last may be shorter."""
    if size < 1 or size != int(size):
        raise ExpressionError("chunk", size=size)
    evaluation.pay(len(elements))
    return [elements[start : start + int(size)] for start in range(0, len(elements), int(size))]


@LISTS.declare(ARRAY, LIST, examples={"flatten(`[[1, 2], 3, [[4]]]`)": [1, 2, 3, [4]]})
def flatten(evaluation: Evaluation, elements: list[Any]) -> list[Any]:
    """The list with the elements of the lists in it, one level deep."""
    flat: list[Any] = []
    for element in elements:
        parts = element if isinstance(element, list) else [element]
        evaluation.pay(1 + len(parts))
        flat += parts
    return flat


def _key(evaluation: Evaluation, key: Any, element: Any) -> tuple[Any, str]:
    """The key of an element, and its JSON, by which keys are compared: 1 and true are different ones."""
    value = evaluation.apply(key, element)
    if isinstance(value, list | dict):
        raise ExpressionError("key")
    evaluation.pay(1 + (len(value) // 16 if isinstance(value, str) else 0))
    return value, json.dumps(value)
