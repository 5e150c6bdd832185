"""A body into a request model, and what pydantic finds wrong into our faults."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import ValidationError as PydanticError
from pydantic_core import ErrorDetails, from_json, to_json

from bivelio_core.errors import ValidationError
from bivelio_core.faults import MESSAGES, Fault

Model = TypeVar("Model", bound=BaseModel)

MAXIMUM_FAULTS = 20

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


@cache
def _envelope(model: type[BaseModel]) -> type[BaseModel]:
    return create_model(
        f"{model.__name__}Body",
        __config__=ConfigDict(extra="forbid", strict=True),
        action=(str | None, None),
        data=(model | None, None),
    )


def parse(body: bytes, model: type[Model], action: str) -> Model:
    """The request that the `data` of a body carries. Raises ValidationError naming every fault."""
    with _faults():
        envelope: Any = _envelope(model).model_validate_json(body.strip() or b"{}")
        if envelope.action not in (None, action):
            raise ValidationError.of("action", "action_mismatch", expected=action)
        return model.model_validate_json(b"{}") if envelope.data is None else envelope.data


def parse_bare(body: bytes, model: type[Model], query: Mapping[str, str] = MappingProxyType({})) -> Model:
    """The request that a whole body is, with what the query string adds to it. Raises ValidationError."""
    with _faults():
        if not query:
            return model.model_validate_json(body.strip() or b"{}")
        try:
            document = from_json(body.strip() or b"{}")
        except ValueError as error:
            raise ValidationError.of("body", "json") from error
        if not isinstance(document, dict):
            raise ValidationError.of("body", "object")
        return model.model_validate_json(to_json({**document, **query}))


@contextmanager
def _faults() -> Iterator[None]:
    """Turn pydantic's errors into ours."""
    try:
        yield
    except PydanticError as error:
        found = error.errors(include_url=False, include_input=False)[:MAXIMUM_FAULTS]
        raise ValidationError([fault(detail) for detail in found]) from error


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
