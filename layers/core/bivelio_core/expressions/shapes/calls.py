"""What calls of functions give over shapes, and arguments that no function takes."""

from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core.expressions.functions.catalogue import FUNCTIONS
from bivelio_core.expressions.functions.declared import Function

from . import refused
from .narrowing import path_of
from .seen import Seen
from .shape import ANY, EVERY, NULL_TYPE, TEXT, Shape, join, joined, list_of, object_of

Tree = Mapping[str, Any]
CALCULATING = frozenset({"Numbers"})
"""The chapters of functions that calculate: null is never meant there."""

CALCULATING_OF_JMESPATH = frozenset({"abs", "ceil", "floor"})


def call(visit: Callable[[Tree, Seen], Seen], node: Tree, here: Seen) -> Seen:
    """What a call gives, whose arguments `visit` looks at. Raises ExpressionError for one that can never be right."""
    function = FUNCTIONS.get(node["value"])
    if function is None:
        return Seen(ANY)
    arguments = {
        position: visit(argument, here)._replace(path=".".join(path_of(argument)) or None)
        for position, argument in enumerate(node["children"])
        if argument["type"] != "expref"
    }
    for position, seen in arguments.items():
        _check(function, node, position, seen)
    element = next((seen.shape.items for seen in arguments.values() if "array" in seen.shape.types), ANY)
    shapes = [
        arguments[position].shape if position in arguments else visit(argument["children"][0], Seen(element)).shape
        for position, argument in enumerate(node["children"])
    ]
    return Seen(_result(function, shapes))


def _check(function: Function, node: Tree, position: int, argument: Seen) -> None:
    parameter = function.parameter(position)
    shape, types = argument.shape, parameter.types
    if not types or not shape.is_known:
        return
    about = {"name": function.name, "position": int(node.get("start", 0)) + 1, "signature": function.signature_message}
    kinds = frozenset(name.partition("-")[0] for name in types)
    others = shape.types - NULL_TYPE
    if others and not others & kinds:
        raise refused.wrong_argument(about, position + 1, shape.types)
    elements = frozenset(name.removeprefix("array-") for name in types if name.startswith("array-"))
    of_list = shape.items.types
    if elements and others == {"array"} and of_list != EVERY and of_list and not of_list & elements:
        raise refused.wrong_elements(about, position + 1, types, of_list)
    calculates = function.group in CALCULATING or function.name in CALCULATING_OF_JMESPATH
    if calculates and "number" in kinds and shape.may_be_null and not parameter.is_optional and "null" not in kinds:
        raise refused.null_given(argument.path, function.name)


def _result(function: Function, shapes: list[Shape]) -> Shape:
    if (rule := _RULES.get(function.name)) is not None and shapes:
        return rule(shapes)
    types = frozenset(function.result)
    return Shape(types - NULL_TYPE or types) if types and not types & {"array", "object"} else _unknown(types)


def _unknown(types: frozenset[str]) -> Shape:
    """Lists and objects of which no more is known. A function gives null for what is not there, as it is meant."""
    return Shape(types - NULL_TYPE or types, {}, ANY) if types else ANY


def _as_list(shapes: list[Shape]) -> Shape:
    """The same list, in another order or with fewer elements."""
    return list_of(shapes[0].items) if "array" in shapes[0].types else ANY


def _element(shapes: list[Shape]) -> Shape:
    return shapes[0].items


def _not_null(shapes: list[Shape]) -> Shape:
    last_is_null = all(shape.may_be_null or not shape.is_known for shape in shapes)
    whole = joined([shape.without_null() for shape in shapes if shape.types != NULL_TYPE])
    return shapes[-1] if len(shapes) == 1 else whole.or_null() if last_is_null and whole.is_known else whole


def _merged(shapes: list[Shape]) -> Shape:
    """The fields of all objects, where all are known; of several with one name the last one."""
    fields: dict[str, Shape] = {}
    rest: Shape | None = None
    for shape in shapes:
        if shape.types != {"object"}:
            return Shape({"object"}, {}, ANY)
        rest = ANY if shape.rest is not None or rest is not None else None
        for name in shape.fields:
            fields[name] = join(fields[name], shape.fields[name]) if name in fields else shape.fields[name]
    return object_of(fields, rest)


def _grouped(shapes: list[Shape]) -> Shape:
    return list_of(object_of({"key": shapes[1] if len(shapes) > 1 else ANY, "items": list_of(shapes[0].items)}))


def _indexed(shapes: list[Shape]) -> Shape:
    return object_of({}, shapes[0].items.or_null())


def _mapped(shapes: list[Shape]) -> Shape:
    return list_of(shapes[0])


def _in_lists(shapes: list[Shape]) -> Shape:
    return list_of(list_of(shapes[0].items))


def _in_list(shapes: list[Shape]) -> Shape:
    return list_of(ANY if shapes[0].types & {"array"} else shapes[0]) if shapes[0].is_known else ANY


_RULES: Mapping[str, Callable[[list[Shape]], Shape]] = {
    "chunk": _in_lists,
    "group_by": _grouped,
    "index_by": _indexed,
    "keys": lambda _shapes: list_of(TEXT),
    "map": _mapped,
    "max_by": _element,
    "merge": _merged,
    "min_by": _element,
    "not_null": _not_null,
    "reverse": lambda shapes: shapes[0] if shapes[0].is_known else ANY,
    "sort": _as_list,
    "sort_by": _as_list,
    "split": lambda _shapes: list_of(TEXT),
    "to_array": _in_list,
    "unique_by": _as_list,
}
"""Functions that give more of their arguments than a type. `max` and `min` of a list are none: it may be empty."""
