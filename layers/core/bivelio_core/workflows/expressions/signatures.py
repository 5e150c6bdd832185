"""Whether the calls in an expression fit the signatures of their functions, before it is ever run.

The type of a node is known when it is a literal, a comparison, a call, or made of these; what data give is any type. A
call is refused when no type that an argument can have is one that the function takes.
"""

from collections.abc import Mapping
from typing import Any

from .functions.catalogue import FUNCTIONS
from .functions.declared import SHOWN, Function, Parameter
from .values import ExpressionError

Tree = Mapping[str, Any]
Types = frozenset[str]
EVERY: Types = frozenset({"string", "number", "boolean", "array", "object", "null", "expref"})
_LIST: Types = frozenset({"array", "null"})
_TYPES: Mapping[str, Types] = {
    "comparator": frozenset({"boolean", "null"}),
    "not_expression": frozenset({"boolean"}),
    "multi_select_list": _LIST,
    "multi_select_dict": frozenset({"object", "null"}),
    "projection": _LIST,
    "value_projection": _LIST,
    "filter_projection": _LIST,
    "flatten": _LIST,
    "expref": frozenset({"expref"}),
}
"""What a node gives whatever is in it."""


def function_of(call: Tree) -> Function:
    """The function of a call. Raises ExpressionError for none, and for another number of arguments than it takes."""
    name, given = call["value"], len(call["children"])
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError(f"there is no function '{name}' ({_place(call)}){_similar(name)}")
    if not function.takes(given):
        raise ExpressionError(f"'{name}' ({_place(call)}) is given {given} arguments: {function.signature}")
    return function


def check_arguments(call: Tree) -> None:
    """Raise ExpressionError for an argument of a call that can never be right."""
    function = function_of(call)
    for position, argument in enumerate(call["children"]):
        parameter = function.parameter(position)
        if fault := _fault(parameter, argument):
            raise ExpressionError(
                f"argument {position + 1} of '{function.name}' ({_place(call)}) {fault}: {function.signature}"
            )


def _fault(parameter: Parameter, argument: Tree) -> str | None:
    wanted = frozenset(name.partition("-")[0] for name in parameter.types) or EVERY - {"expref"}
    possible = types_of(argument)
    if not possible & (wanted | ({"null"} if parameter.is_optional else set())):
        return f"is {' or '.join(sorted(SHOWN.get(name, name) for name in possible))}"
    if argument["type"] == "literal" and parameter.check is not None and argument["value"] is not None:
        try:
            parameter.check(argument["value"])
        except ExpressionError as error:
            return f"is wrong, {error}"
    return None


def types_of(node: Tree) -> Types:
    """The types that the value of a node can have, in JMESPath's names."""
    kind, children = node["type"], node["children"]
    match kind:
        case "literal":
            return frozenset({_type_of(node["value"])})
        case "function_expression":
            function = FUNCTIONS.get(node["value"])
            return frozenset(function.result) if function and function.result else EVERY - {"expref"}
        case "or_expression" | "and_expression":
            return types_of(children[0]) | types_of(children[1])
        case "subexpression" | "pipe":
            return types_of(children[-1]) | {"null"}
        case _:
            return _TYPES.get(kind, EVERY - {"expref"})


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


def _place(call: Tree) -> str:
    return f"position {call['start'] + 1}"


def _similar(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for who misspelled

    return f"; did you mean '{found[0]}'?" if (found := get_close_matches(name, FUNCTIONS, 1)) else ""
