"""What pydantic finds wrong, as our faults."""

from pydantic_core import ErrorDetails

from .faults import MESSAGES, Fault

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
    "greater_than": ("minimum", "gt"),
    "less_than_equal": ("maximum", "le"),
    "less_than": ("maximum", "lt"),
    "string_too_short": ("min_length", "min_length"),
    "string_too_long": ("max_length", "max_length"),
    "too_short": ("min_items", "min_length"),
    "too_long": ("max_items", "max_length"),
}


def fault(detail: ErrorDetails) -> Fault:
    """One of pydantic's errors as a fault."""
    field = field_path(detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind in _TYPES:
        expected = _TYPES[kind]
        return Fault(field, "object" if field in ("body", "data") else "type", {"expected": expected})
    if kind in _LIMITS:
        constraint, name = _LIMITS[kind]
        return Fault(field, constraint, {"limit": context[name]})
    match kind:
        case "missing":
            return Fault(field, "required")
        case "extra_forbidden":
            return Fault(field, "unknown_field")
        case "json_invalid":
            return Fault("body", "json")
        case "string_unicode":
            return Fault("body", "encoding")
        case "literal_error" | "enum":
            return Fault(field, "choice", {"expected": context["expected"]})
        case "string_pattern_mismatch" | "value_error":
            return Fault(field, "format")
        case _ if kind in MESSAGES:
            return Fault(field, kind, {name: value for name, value in context.items() if name != "constraint"})
        case _:
            return Fault(field, "invalid")


def field_path(location: tuple[int | str, ...]) -> str:
    """`('data', 'line_items', 0, 'quantity')` as `line_items[0].quantity`."""
    parts = location[1:] if location[:1] == ("data",) and len(location) > 1 else location
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"
