"""The functions that JMESPath has itself (jmespath.org, "Built-in Functions"): what the checker must know of them.

Some are carried out here: those of jmespath would take what has no order for ordered, or answer in Python's words.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jmespath.functions import Functions

from bivelio_core.expressions.number_text import number_text
from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ExpressionError, NotComparable, type_name

from .declared import Evaluation, Function, Parameter

GROUP = "JMESPath"

_ABOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "abs": (("value",), ("number",), "The number without its sign."),
    "ceil": (("value",), ("number",), "The next larger whole number."),
    "contains": (("subject", "search"), ("boolean",), "Whether a list has an element, or a text a part."),
    "ends_with": (("text", "end"), ("boolean",), "Whether the text ends with another."),
    "floor": (("value",), ("number",), "The next smaller whole number."),
    "join": (("glue", "list"), ("string",), "The texts of a list, with another text between them."),
    "keys": (("object",), ("array",), "The names of the fields."),
    "length": (("value",), ("number",), "The number of characters, elements or fields."),
    "map": (("expression", "list"), ("array",), "The value of the expression for each element, null included."),
    "max": (("list",), ("number", "string", "null"), "The largest element; null of an empty list."),
    "max_by": (("list", "expression"), (), "The element with the largest value of the expression."),
    "merge": (("object",), ("object",), "The fields of all objects; of several with one name, the last one."),
    "min": (("list",), ("number", "string", "null"), "The smallest element; null of an empty list."),
    "min_by": (("list", "expression"), (), "The element with the smallest value of the expression."),
    "not_null": (("value",), (), "The first argument that is not null."),
    "reverse": (("value",), ("array", "string"), "The list or the text in the opposite order."),
    "sort": (("list",), ("array",), "The texts or numbers in order."),
    "sort_by": (("list", "expression"), ("array",), "The elements in the order of the expression's values."),
    "starts_with": (("text", "beginning"), ("boolean",), "Whether the text starts with another."),
    "to_array": (("value",), ("array",), "The value in a list, unless it is a list."),
    "to_number": (("value",), ("number", "null"), "The number that a text is; null when it is none."),
    "to_string": (("value",), ("string",), "The value as a text: a text itself, or its JSON."),
    "type": (("value",), ("string",), "`string`, `number`, `boolean`, `array`, `object` or `null`."),
    "values": (("object",), ("array",), "The values of the fields."),
}


def _to_number(_evaluation: Evaluation, value: Any) -> float | None:
    """The number that a text is. Python's `nan`, `inf` and `1_000` are none: nothing is more than not a number."""
    if type_name(value) == "number":
        return value  # type: ignore[no-any-return]
    if not isinstance(value, str) or "_" in value or not value.isascii():
        return None
    for read in (int, float):
        try:
            number = read(value)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def _to_string(_evaluation: Evaluation, value: Any) -> str:
    """A text itself, a number as it is written in texts, and the JSON of anything else."""
    if isinstance(value, str):
        return value
    if type_name(value) == "number":
        return number_text(value)
    return json.dumps(value, separators=(",", ":"))


def _contains(_evaluation: Evaluation, subject: Any, search: Any) -> bool:
    if isinstance(subject, str) and not isinstance(search, str):
        raise ExpressionError("part", actual=Reason(type_name(search)))
    return search in subject


def _keys(evaluation: Evaluation, name: str, elements: list[Any], expression: Any) -> list[Any]:
    """By what each element is ordered: all numbers, or all texts."""
    keys = [evaluation.apply(expression, element) for element in elements]
    kinds = [*map(type_name, keys)]
    kind_of_keys = kinds[0] if kinds and kinds[0] in ("number", "string") else "number"
    if odd := [kind for kind in kinds if kind != kind_of_keys]:
        raise NotComparable("keys", name=name, actual=Reason(odd[0]))
    return keys


def _sort_by(evaluation: Evaluation, elements: list[Any], expression: Any) -> list[Any]:
    keys = _keys(evaluation, "sort_by", elements, expression)
    return [elements[place] for place in sorted(range(len(elements)), key=keys.__getitem__)]


def _max_by(evaluation: Evaluation, elements: list[Any], expression: Any) -> Any:
    keys = _keys(evaluation, "max_by", elements, expression)
    return elements[max(range(len(elements)), key=keys.__getitem__)] if elements else None


def _min_by(evaluation: Evaluation, elements: list[Any], expression: Any) -> Any:
    keys = _keys(evaluation, "min_by", elements, expression)
    return elements[min(range(len(elements)), key=keys.__getitem__)] if elements else None


_CARRIED_OUT: Mapping[str, Callable[..., Any]] = {
    "contains": _contains,
    "max_by": _max_by,
    "min_by": _min_by,
    "sort_by": _sort_by,
    "to_number": _to_number,
    "to_string": _to_string,
}


def functions() -> Iterator[Function]:
    """JMESPath's own; those of its functions that we replace by others are not among them."""
    for name, (names, result, summary) in _ABOUT.items():
        signature = Functions.FUNCTION_TABLE[name]["signature"]
        parameters = tuple(
            Parameter(parameter_name, tuple(about["types"]))
            for parameter_name, about in zip(names, signature, strict=True)
        )
        repeats = bool(signature[-1].get("variadic"))
        yield Function(name, GROUP, parameters, result, summary, call=_CARRIED_OUT.get(name), repeats=repeats)
