"""What is known of data behind a condition: `input.due && input.due < today()` compares only what is there."""

from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core.expressions.functions.catalogue import FUNCTIONS
from bivelio_core.expressions.values import SIGNS

from .shape import Shape, texts

Tree = Mapping[str, Any]
Path = tuple[str, ...]


def path_of(node: Tree) -> Path:
    """The names of a path such as `input.order.total`; none for any other node."""
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return ()
    parts = [path_of(child) for child in node["children"]]
    return tuple(name for part in parts for name in part) if all(parts) else ()


def narrowed(node: Tree, here: Shape, *, is_true: bool) -> Shape:
    """What the data are where a condition over them holds, or does not."""
    kind, children = node["type"], node["children"]
    match kind, is_true:
        case (("field" | "subexpression"), True):
            return _there(node, here)
        case "not_expression", _:
            return narrowed(children[0], here, is_true=not is_true)
        case ("and_expression", True) | ("or_expression", False):
            return narrowed(children[1], narrowed(children[0], here, is_true=is_true), is_true=is_true)
        case "comparator", _:
            return _compared(node, here, is_true=is_true)
        case "function_expression", _:
            return _called(node, here)
        case _:
            return here


def without_null_at(path: Path, here: Shape) -> Shape:
    """The data in which a path has a value."""
    return _changed(here, path, Shape.without_null)


def paths_in(node: Tree) -> set[Path]:
    """Every path of names in a condition."""
    path = path_of(node)
    if path:
        return {path}
    if node["type"] in ("slice", "expref"):
        return set()
    return set[Path]().union(*map(paths_in, node["children"]))


def _there(node: Tree, here: Shape) -> Shape:
    path = path_of(node)
    return _changed(here, path, Shape.without_null) if path else here


def _compared(node: Tree, here: Shape, *, is_true: bool) -> Shape:
    """Behind a comparison by order both sides are there, or it would have failed."""
    left, right = node["children"]
    if node["value"] in SIGNS:
        return _there(right, _there(left, here))
    is_equal = (node["value"] == "eq") == is_true
    for side, other in ((left, right), (right, left)):
        if other["type"] == "literal":
            return _against(side, other["value"], here, is_equal=is_equal)
    return here


def _against(node: Tree, value: Any, here: Shape, *, is_equal: bool) -> Shape:
    """Behind an equality with a literal, or behind its opposite."""
    if node["type"] == "function_expression" and node["value"] == "type" and is_equal and isinstance(value, str):
        path = path_of(node["children"][0])
        return (
            _changed(here, path, lambda shape: shape.of_types(shape.types & {value} or shape.types)) if path else here
        )
    path = path_of(node)
    if not path or is_equal == (value is None):
        return here
    if is_equal and isinstance(value, str):
        return _changed(here, path, lambda shape: texts(value) if "string" in shape.types else shape)
    return _changed(here, path, Shape.without_null)


def _called(call: Tree, here: Shape) -> Shape:
    """Behind a call its arguments are there, unless the function takes null."""
    function = FUNCTIONS.get(call["value"])
    for position, argument in enumerate(call["children"] if function else ()):
        parameter = function.parameter(position) if function else None
        if parameter and parameter.types and "null" not in parameter.types and not parameter.is_optional:
            here = _there(argument, here)
    return here


def _changed(here: Shape, path: Path, change: Callable[[Shape], Shape]) -> Shape:
    """Data with what is at a path changed; all on the way is an object, or there would be nothing."""
    if not path:
        return change(here)
    inner = here.field(path[0]) if "object" in here.types else None
    if inner is None:
        return here
    return here.with_field(path[0], _changed(inner, path[1:], change))
