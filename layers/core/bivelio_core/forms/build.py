"""Builds the JSON Schema and the hints of a form from its draft, so that no model has to write either."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.catalogue import Entry

from .models import DraftField, FieldHints, FieldType, FormDraft, FormHints, Language

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SUBMIT = Entry("forms", "submit")

KINDS: dict[FieldType, tuple[dict[str, Any], str]] = {
    "text": ({"type": "string", "maxLength": 200}, "text"),
    "long_text": ({"type": "string", "maxLength": 5_000}, "textarea"),
    "email": ({"type": "string", "format": "email", "maxLength": 254}, "email"),
    "phone": ({"type": "string", "pattern": r"^\+?[0-9][0-9 ().-]{5,24}$"}, "tel"),
    "url": ({"type": "string", "format": "uri", "maxLength": 2_000}, "url"),
    "number": ({"type": "number"}, "number"),
    "integer": ({"type": "integer"}, "number"),
    "money": ({"type": "number", "minimum": 0}, "money"),
    "date": ({"type": "string", "format": "date"}, "date"),
    "time": ({"type": "string", "format": "time"}, "time"),
    "date_time": ({"type": "string", "format": "date-time"}, "datetime"),
    "yes_no": ({"type": "boolean"}, "switch"),
    "consent": ({"type": "boolean", "const": True}, "checkbox"),
    "choice": ({"type": "string"}, "select"),
    "choices": ({"type": "array", "uniqueItems": True}, "checkboxes"),
    "rating": ({"type": "integer", "minimum": 1, "maximum": 5}, "rating"),
    "tax_number": ({"type": "string", "pattern": "^[A-Za-z0-9-]{8,16}$"}, "text"),
    "iban": ({"type": "string", "pattern": "^[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,38}$"}, "text"),
    "postal_code": ({"type": "string", "pattern": "^[A-Za-z0-9 -]{3,10}$"}, "text"),
    "file": ({"type": "string", "pattern": "^doc_[0-9a-z_]+$"}, "file"),
}
"""The schema and the control of each type. A file is the id of an uploaded document."""


def faults(draft: FormDraft) -> Iterator[str]:
    """What is wrong with a draft beyond its model, in English sentences for whoever drafted it."""
    keys = [field.key for field in draft.fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"fields: the key {key!r} is there more than once"
    for field in draft.fields:
        if field.type in ("choice", "choices") and len(set(field.options)) < max(2, len(field.options)):
            yield f"fields: {field.key!r} is a {field.type} and needs two or more different options"


def json_schema(draft: FormDraft) -> dict[str, Any]:
    """The JSON Schema of what a filled-in form contains."""
    return {
        "$schema": DIALECT,
        "title": draft.title,
        "type": "object",
        "properties": {field.key: _property(field) for field in draft.fields},
        "required": [field.key for field in draft.fields if field.required],
        "additionalProperties": False,
    }


def hints(draft: FormDraft, language: Language) -> FormHints:
    """How to show a form."""
    field_hints = {
        field.key: FieldHints(widget=KINDS[field.type][1], help=field.help or None) for field in draft.fields
    }
    return FormHints(order=list(field_hints), fields=field_hints, submit=SUBMIT[language])


def _property(field: DraftField) -> dict[str, Any]:
    schema = {"title": field.label, **KINDS[field.type][0]}
    if field.type == "choice":
        schema["enum"] = field.options
    if field.type == "choices":
        schema["items"] = {"type": "string", "enum": field.options}
        if field.required:
            schema["minItems"] = 1
    if field.required and field.type in ("text", "long_text"):
        schema["minLength"] = 1
    return schema
