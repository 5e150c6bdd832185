"""Parse a body into a request model. Reject unstorable numbers and instants, malformed text and repeated names."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import ValidationError as PydanticError
from pydantic_core import from_json, to_json

from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault
from bivelio_core.model_faults import details, fault, field_path

Model = TypeVar("Model", bound=BaseModel)

MAXIMUM_FAULTS = 20
MAXIMUM_FORM_FIELDS = 1_000
REPLACEMENT = "\ufffd"
"""The character that decoders substitute for invalid bytes."""

SMALLEST_NUMBER, LARGEST_NUMBER, LARGEST_INTEGER = 1e-130, 1e126, 10**38
"""The numbers that the table can store (DynamoDB Developer Guide, "Data types": 38 digits, 1E-130 to 9.99E+125)."""

_PERHAPS_TOO_LARGE = re.compile(rb"NaN|Infinity|[eE][+-]?(?:[0-9]{3}|[89][0-9])|[0-9]{38}")
"""With 37 digits before the point, or zeros after it, an exponent of 89 is the first that leads beyond the numbers."""


@cache
def envelope_of(model: type[BaseModel]) -> type[BaseModel]:
    """Return the model of a whole body, built once."""
    return create_model(
        f"{model.__name__}Body",
        __config__=ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True),
        action=(str | None, None),
        data=(model | None, None),
    )


def parse(body: bytes, model: type[Model], action: str) -> Model:
    """Parse the request in the `data` of a body. Raises ValidationError naming every fault."""
    try:
        envelope: Any = envelope_of(model).model_validate_json(_json(body))
        if envelope.action not in (None, action):
            raise ValidationError.of("action", "action_mismatch", expected=action)
        return model.model_validate_json(b"{}") if envelope.data is None else envelope.data
    except PydanticError as error:
        raise _refusal(error, model, body) from error


def parse_bare(body: bytes, model: type[Model], query: Mapping[str, str] = MappingProxyType({})) -> Model:
    """Parse a whole body, with the fields of the query string, as the request. Raises ValidationError."""
    try:
        if not query:
            return model.model_validate_json(_json(body))
        document = _document(_json(body))
        if not isinstance(document, dict):
            raise ValidationError.of("body", "object")
        return model.model_validate_json(to_json({**document, **query}))
    except PydanticError as error:
        raise _refusal(error, model) from error


def parse_document(body: bytes) -> Any:
    """The JSON document that a body is, with the same limits. Raises ValidationError naming every fault."""
    return _document(_json(body))


def parse_form(body: bytes) -> dict[str, Any]:
    """Return the fields of a web form's body; a repeated field becomes a list. Raises ValidationError."""
    from urllib.parse import parse_qsl  # noqa: PLC0415 - few requests are forms

    try:
        pairs = parse_qsl(_text(body), keep_blank_values=True, max_num_fields=MAXIMUM_FORM_FIELDS, errors="strict")
    except UnicodeDecodeError as error:
        raise ValidationError.of("body", "encoding") from error
    except ValueError as error:
        raise ValidationError.of("body", "max_items", limit=MAXIMUM_FORM_FIELDS) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _json(body: bytes) -> bytes:
    """The text of a body; an empty one is an empty object.

    Raises ValidationError for invalid UTF-8, for text that only Python accepts as JSON, for numbers that can be neither
    stored nor answered, and for an object that names a field twice.
    """
    _require_single(_text(body))
    if _PERHAPS_TOO_LARGE.search(body):
        faults = [Fault(field_path(place), "number_range") for place in _unkeepable(_document(body), ())]
        if faults:
            raise ValidationError(faults[:MAXIMUM_FAULTS])
    return body.strip() or b"{}"


def _text(body: bytes) -> str:
    """The characters of a body. Raises ValidationError for invalid UTF-8.

    API Gateway hands over text in which U+FFFD replaces invalid UTF-8, so a raw U+FFFD is refused too. A client that
    means this character can write it as a JSON escape.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ValidationError.of("body", "encoding") from error
    if REPLACEMENT in text:
        raise ValidationError.of("body", "encoding")
    return text


class _Repeated(Exception):
    """An object names a field twice."""


def _require_single(text: str) -> None:
    """Raise ValidationError when an object names a field twice: which of the two is meant is ambiguous.

    The models' parser silently takes the last one. The check costs a twentieth of parsing: 10 microseconds
    for a contact, a millisecond for 150 kB.
    """
    try:
        _names.decode(text)
    except _Repeated:
        members = _members.decode(text)
        faults = [Fault(field_path(place), "repeated") for place in _repeated(members, ())]
        raise ValidationError(faults[:MAXIMUM_FAULTS]) from None
    except (ValueError, RecursionError):
        return  # the model's parser reports the fault


def _check_names(members: list[tuple[str, Any]]) -> None:
    if len(members) > 1 and len(dict(members)) < len(members):
        raise _Repeated


def _ignored(_number: str) -> None:
    """Ignore a number's value: Python refuses to parse very long ones."""


class _Members(list[tuple[str, Any]]):
    """The members of an object, with repetitions."""


_names = json.JSONDecoder(object_pairs_hook=_check_names, parse_int=_ignored, parse_float=_ignored)
_members = json.JSONDecoder(object_pairs_hook=_Members, parse_int=_ignored, parse_float=_ignored)


def _repeated(value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """The path of a repeated name in a document."""
    match value:
        case _Members():
            seen: set[str] = set()
            for name, part in value:
                if name in seen:
                    yield (*place, name)
                seen.add(name)
                yield from _repeated(part, (*place, name))
        case list():
            for position, part in enumerate(value):
                yield from _repeated(part, (*place, position))


def _unkeepable(value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """The paths of numbers in a document that the table cannot store."""
    match value:
        case dict():
            for name, part in value.items():
                yield from _unkeepable(part, (*place, name))
        case list():
            for position, part in enumerate(value):
                yield from _unkeepable(part, (*place, position))
        case float() if value and not SMALLEST_NUMBER <= abs(value) < LARGEST_NUMBER:
            yield place
        case int() if abs(value) >= LARGEST_INTEGER:
            yield place


def _document(text: bytes) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise ValidationError.of("body", "json", reason=str(error)) from error


def _refusal(error: PydanticError, model: type[BaseModel], enveloped: bytes | None = None) -> ValidationError:
    """Our error for pydantic's; `enveloped` is a body whose fields belong inside `data`."""
    from bivelio_core.nearest import hinted  # noqa: PLC0415 - only refusals need it

    from .explain import outside_data  # noqa: PLC0415

    if enveloped is not None and (misplaced := outside_data(enveloped, model)):
        return misplaced
    faults = []
    for detail in details(error)[:MAXIMUM_FAULTS]:
        place = detail["loc"][1:] if detail["loc"][:1] == ("data",) else detail["loc"] if enveloped is None else ()
        faults.append(hinted(fault(detail), place, model))
    return ValidationError(faults)
