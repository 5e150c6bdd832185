"""What the texts of a web form mean, by the types that a JSON Schema gives to its fields.

A form sends every field as a text, and an empty one for what nobody filled in. A number is read by the rules of ADR 61:
in one way, or it is refused, because nobody is there to be asked. A day is read with the day first, or as ISO 8601 has
it. What is no text stays as it is, and so does what the schema says nothing of.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bivelio_core.faults import Fault
from bivelio_core.workflows.definitions import messages

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
YES = frozenset({"on", "true", "1", "yes", "sí", "si", "y", "s"})
NO = frozenset({"off", "false", "0", "no", "n"})
MAXIMUM_DEPTH = 20


def typed(value: Any, schema: Any, field: str, faults: list[Fault], depth: int = 0) -> Any:
    """A value with its texts as the schema types them; a fault, in `faults`, for each that cannot be read so."""
    if not isinstance(schema, Mapping) or depth > MAXIMUM_DEPTH:
        return value
    kinds = _kinds(schema)
    match value:
        case str() if kinds == {"array"}:
            return typed([value] if value else [], schema, field, faults, depth)
        case str():
            return _of_text(value, kinds, schema.get("format"), field, faults)
        case dict():
            return _of_object(value, schema, field, faults, depth)
        case list():
            items = schema.get("items")
            return [typed(part, items, f"{field}[{n}]", faults, depth + 1) for n, part in enumerate(value)]
        case _:
            return value


def _of_object(
    value: dict[str, Any], schema: Mapping[str, Any], field: str, faults: list[Fault], depth: int
) -> dict[str, Any]:
    """The fields of an object; one that is not text and was left empty is not there."""
    parts: dict[str, Any] = {}
    for name, part in value.items():
        inner = (schema.get("properties") or {}).get(name)
        if part == "" and isinstance(inner, Mapping) and _is_left_out(inner):
            continue
        parts[name] = typed(part, inner, f"{field}.{name}", faults, depth + 1)
    return parts


def _is_left_out(schema: Mapping[str, Any]) -> bool:
    """Whether an empty text stands for nothing: a number, a day, a choice; a text may be empty."""
    kinds = _kinds(schema)
    return bool(kinds) and ("string" not in kinds or "format" in schema or "enum" in schema or "pattern" in schema)


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    kinds = schema.get("type", [])
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _of_text(text: str, kinds: set[str], form: Any, field: str, faults: list[Fault]) -> Any:
    if "string" in kinds:
        return _day(text, field, faults) if form == "date" else text
    if kinds & {"number", "integer"}:
        return _number(text, field, faults)
    if "boolean" in kinds and text.strip().casefold() in YES | NO:
        return text.strip().casefold() in YES
    return text


def _number(text: str, field: str, faults: list[Fault]) -> Any:
    """The number that was typed. A fault for two that it could be; what is none stays a text, which does not fit."""
    from bivelio_core.expressions.functions.written_numbers import readings  # noqa: PLC0415 - of forms with numbers

    possible = readings(text)
    if len(possible) > 1:
        faults.append(Fault(field, messages.TWO_NUMBERS, {"text": text[:40], **possible}))
        return text
    if not possible:
        return text
    number = Decimal(next(iter(possible.values())))
    return int(number) if number == number.to_integral_value() else float(number)


def _day(text: str, field: str, faults: list[Fault]) -> str:
    """The day that was typed, as ISO 8601 has it."""
    if match := _ISO_DAY.fullmatch(text.strip()):
        year, month, day = map(int, match.groups())
    elif match := _DAY.fullmatch(text.strip()):
        day, month, year = map(int, match.groups())
    else:
        faults.append(Fault(field, messages.NO_DAY, {"text": text[:40]}))
        return text
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        faults.append(Fault(field, messages.NO_DAY, {"text": text[:40]}))
        return text
