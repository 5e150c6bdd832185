"""Whether the calls in an expression fit the signatures of their functions, before it is ever run.

The type of a node is known when it is a literal, a comparison, a call, or made of these; what data give is any type. A
call is refused when no type that an argument can have is one that the function takes.
"""

from collections.abc import Mapping
from typing import Any

from .functions.catalogue import FUNCTIONS
from .functions.declared import Function, Parameter
from .reason import Reason
from .values import ExpressionError, type_name

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
    name, argument_count = call["value"], len(call["children"])
    function = FUNCTIONS.get(name)
    if function is None:
        raise _unknown(name, _position(call))
    if not function.takes(argument_count):
        about = {"name": name, "position": _position(call), "signature": function.signature_message}
        raise ExpressionError("argument_count", given=argument_count, **about)
    return function


def check_arguments(call: Tree) -> None:
    """Raise ExpressionError for an argument of a call that can never be right."""
    function = function_of(call)
    for position, argument in enumerate(call["children"]):
        parameter = function.parameter(position)
        if fault := _fault(parameter, argument):
            name, values = fault
            about = {"name": function.name, "position": _position(call), "signature": function.signature_message}
            raise ExpressionError(name, number=position + 1, **about, **values)
    _check_together(function, call)


def _check_together(function: Function, call: Tree) -> None:
    """Raise ExpressionError for literals that do not fit together, such as a pattern and a group that it has not."""
    arguments = {parameter.name: node for parameter, node in zip(function.parameters, call["children"], strict=False)}
    if function.check is None:
        return
    literals = {name: node["value"] for name, node in arguments.items() if node["type"] == "literal"}
    try:
        function.check(literals)
    except ExpressionError as error:
        about = {"name": function.name, "position": _position(call), "signature": function.signature_message}
        raise ExpressionError("together", **about, reason=error.reason) from error


def _fault(parameter: Parameter, argument: Tree) -> Reason | None:
    expected = frozenset(name.partition("-")[0] for name in parameter.types) or EVERY - {"expref"}
    possible = types_of(argument)
    if not possible & (expected | ({"null"} if parameter.is_optional else set())):
        return Reason("argument_type", {"types": tuple(map(Reason, sorted(possible)))})
    if argument["type"] == "literal" and parameter.check is not None and argument["value"] is not None:
        try:
            parameter.check(argument["value"])
        except ExpressionError as error:
            return Reason("argument_wrong", {"reason": error.reason})
    return None


def types_of(node: Tree) -> Types:
    """The types that the value of a node can have, in JMESPath's names."""
    kind, children = node["type"], node["children"]
    match kind:
        case "literal":
            return frozenset({type_name(node["value"])})
        case "function_expression":
            function = FUNCTIONS.get(node["value"])
            return frozenset(function.result) if function and function.result else EVERY - {"expref"}
        case "or_expression" | "and_expression":
            return types_of(children[0]) | types_of(children[1])
        case "subexpression" | "pipe":
            return types_of(children[-1]) | {"null"}
        case _:
            return _TYPES.get(kind, EVERY - {"expref"})


def _position(call: Tree) -> int:
    return int(call["start"]) + 1


def _unknown(name: str, position: int) -> ExpressionError:
    from difflib import get_close_matches  # noqa: PLC0415 - only for who misspelled

    if similar := get_close_matches(name, FUNCTIONS, 1):
        return ExpressionError("similar_function", name=name, position=position, similar=similar[0])
    return ExpressionError("unknown_function", name=name, position=position)
