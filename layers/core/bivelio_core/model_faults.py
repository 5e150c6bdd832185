"""Convert pydantic's errors into our faults."""

from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails, ValidationError

from .faults import Fault, is_constraint, path

_TYPES = {
    "string_type": "string",
    "string_sub_type": "string",
    "int_type": "integer",
    "int_from_float": "integer",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "decimal_type": "number",
    "decimal_parsing": "number",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "list_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "datetime_type": "timestamp",
    "datetime_parsing": "timestamp",
    "datetime_from_date_parsing": "timestamp",
    "timezone_aware": "timestamp",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}
_LIMITS = {
    "greater_than_equal": ("minimum", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("maximum", "le"),
    "less_than": ("below", "lt"),
    "string_too_short": ("min_length", "min_length"),
    "string_too_long": ("max_length", "max_length"),
    "too_short": ("min_items", "min_length"),
    "too_long": ("max_items", "max_length"),
}


def faults_of(error: ValidationError, model: type[BaseModel] | None = None) -> list[Fault]:
    """All of pydantic's errors as faults, without the input's values: they may be secrets.

    With the model, unknown fields come with the name that was perhaps meant.
    """
    if model is None:
        return [fault(detail) for detail in details(error)]
    from .nearest import hinted  # noqa: PLC0415 - only refusals need it

    return [hinted(fault(detail), detail["loc"], model) for detail in details(error)]


def details(error: ValidationError) -> list[ErrorDetails]:
    """Pydantic's errors without the input's values."""
    return error.errors(include_url=False, include_input=False)


def fault(detail: ErrorDetails) -> Fault:
    """One of pydantic's errors as a fault."""
    field = field_path(detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind in _TYPES:
        expected = _TYPES[kind]
        return Fault(field, "object" if field in ("body", "data") else "type", {"expected": expected})
    if kind in _LIMITS:
        constraint, name = _LIMITS[kind]
        return Fault(field, constraint, {"limit": _plain(context[name])})
    match kind:
        case "missing":
            return Fault(field, "required")
        case "extra_forbidden":
            return Fault(field, "unknown_field")
        case "json_invalid":
            return Fault("body", "json", {"reason": context["error"]})
        case "string_unicode":
            return Fault("body", "encoding")
        case "literal_error" | "enum":
            return Fault(field, "choice", {"expected": _choices(context["expected"])})
        case "string_pattern_mismatch":
            return _of_pattern(field, context["pattern"])
        case _ if is_constraint(kind):
            values = {name: value for name, value in context.items() if name not in ("constraint", "inside")}
            return Fault(field + context.get("inside", ""), context.get("constraint", kind), values)
        case _:
            return Fault(field, "invalid")


def _of_pattern(field: str, pattern: str) -> Fault:
    from .formats import of_pattern  # noqa: PLC0415 - only refusals need it

    name = of_pattern(pattern)
    return Fault(field, "format", {"expected": name} if name else {})


def field_path(location: tuple[int | str, ...]) -> str:
    """`('data', 'line_items', 0, 'quantity')` as `line_items[0].quantity`."""
    parts = location[1:] if location[:1] == ("data",) and len(location) > 1 else location
    if parts[-1:] == ("[key]",):  # pydantic's mark for a fault of the name itself
        parts = parts[:-1]
    return path(parts).removeprefix(".") or "body"


def _choices(expected: str) -> str:
    """Pydantic's `'a', 'b' or 'c'` as `a, b, c`, which is the same in all languages."""
    return expected.replace(" or ", ", ").replace("'", "")


def _plain(limit: Any) -> Any:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit
