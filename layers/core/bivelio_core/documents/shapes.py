"""The shapes of extracted values: the schema that a model gets, and the check of its values.

Fields with a shape of their own are those of the rules (analysis/fields.py); any other field is a text, a number, a
truth value, or a list of texts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Shape = Literal["text", "date", "number", "truth", "party", "parties", "lines", "taxes", "any"]

PARTY = {"name": "text", "nif": "text"}
LINE: Mapping[str, Shape] = {
    "description": "text",
    "quantity": "number",
    "unit_price": "number",
    "tax_rate": "number",
    "total": "number",
}
TAX: Mapping[str, Shape] = {
    **dict.fromkeys(("base", "rate", "amount"), "number"),
    **dict.fromkeys(("surcharge_rate", "surcharge_amount"), "number"),
}
ROWS: Mapping[str, Mapping[str, Any]] = {"parties": PARTY, "lines": LINE, "taxes": TAX}

SHAPES: Mapping[str, Shape] = {
    **dict.fromkeys(("total", "subtotal", "tax", "tax_rate", "withheld"), "number"),
    **dict.fromkeys(("disbursed", "amount_due", "amount"), "number"),
    **dict.fromkeys(("date", "issue_date", "due_date", "delivery_date", "start_date", "end_date"), "date"),
    **dict.fromkeys(("issuer", "recipient", "merchant"), "party"),
    **dict.fromkeys(
        ("invoice_number", "receipt_number", "currency", "iban", "issuer_nif", "recipient_nif", "title", "duration"),
        "text",
    ),
    **dict.fromkeys(("payment_method", "deed_type", "protocol_number", "notary", "place", "order_reference"), "text"),
    "is_credit_note": "truth",
    "parties": "parties",
    "line_items": "lines",
    "taxes": "taxes",
}
LONGEST_TEXT, MOST_ROWS, LARGEST_NUMBER = 4_000, 2_000, Decimal(10) ** 15
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def shape_of(name: str) -> Shape:
    """The shape of a field's value."""
    return SHAPES.get(name, "any")


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a field's value, or null."""
    return _schema(shape_of(name))


def _schema(shape: Shape) -> dict[str, Any]:
    if shape in ROWS:
        properties = {name: _schema(part) for name, part in ROWS[shape].items()}
        return {"type": ["array", "null"], "items": {"type": "object", "properties": properties}}
    match shape:
        case "party":
            properties = {name: {"type": ["string", "null"]} for name in PARTY}
            return {"type": ["object", "null"], "properties": properties}
        case "number":
            return {"type": ["number", "null"]}
        case "truth":
            return {"type": ["boolean", "null"]}
        case "date":
            return {"type": ["string", "null"], "description": "YYYY-MM-DD"}
        case _:
            return {"type": ["string", "null"]}


def faults(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Return a value's faults as (path within the field, expected type); none for null."""
    yield from _faults(shape_of(name), value, "")


def _faults(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if shape in ROWS:
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            yield path, "array"
            return
        for position, row in enumerate(value):
            yield from _members(ROWS[shape], row, f"{path}[{position}]")
        return
    match shape:
        case "party":
            yield from _members(PARTY, value, path)
        case _:
            is_of_shape, expected = SIMPLE[shape]
            if not is_of_shape(value):
                yield path, expected


def _members(parts: Mapping[str, Any], value: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict) or not value.keys() <= parts.keys():
        yield path, "object"
        return
    for name, part in value.items():
        yield from _faults(parts[name], part, f"{path}.{name}")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return bool(-LARGEST_NUMBER <= value <= LARGEST_NUMBER)  # nor NaN


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ROWS and all(map(_is_text, value))


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_anything(value: Any) -> bool:
    return _is_text(value) or _is_number(value) or isinstance(value, bool) or _is_list(value)


SIMPLE: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "number": (_is_number, "number"),
    "truth": (lambda value: isinstance(value, bool), "boolean"),
    "date": (_is_date, "date"),
    "text": (_is_text, "string"),
    "any": (_is_anything, "string"),
}
"""The check of the shapes without parts, and what their values should be."""
