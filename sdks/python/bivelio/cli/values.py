"""What people write after options, read."""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEGIN_JSON = ("{", "[", '"')


def plain(value: Any, kind: str) -> Any:
    """Return an option's value, with the values of enums, which are numbers where the parameter's kind says so."""
    if isinstance(value, (list, tuple)):
        return [plain(one, kind.removesuffix("[]")) for one in value]
    if not isinstance(value, Enum):
        return value
    return int(value.value) if kind == "integer" else value.value


def data(text: Optional[str], by_field: Mapping[str, str]) -> dict[str, Any]:
    """Return the keywords of a whole body: a JSON object, or that of a file.

    A body with `data` alone, as it is sent to the API, is taken too.
    """
    if text is None:
        return {}
    document = _read(text, "--data")
    if isinstance(document, dict) and "data" not in by_field:
        document = unwrapped(document)
    if not isinstance(document, dict):
        raise typer.BadParameter('--data must be a JSON object, such as \'{"name": "Maria"}\'.')
    unknown = [name for name in document if name not in by_field]
    if unknown:
        field_names = ", ".join(by_field) or "none"
        raise typer.BadParameter(f"--data has the unknown field {unknown[0]!r}; there are: {field_names}.")
    return {by_field[name]: value for name, value in document.items()}


def unwrapped(document: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a body that has `data` alone, as the documentation shows it; any other one as it is."""
    fields = document.get("data")
    return fields if len(document) == 1 and isinstance(fields, dict) else document


def json_object(text: Optional[str], name: str) -> dict[str, Any] | None:
    """Return the object of an option that takes JSON or `@file.json`; None without it. Raises BadParameter."""
    value = None if text is None else from_json(text, name)
    if value is not None and not isinstance(value, dict):
        raise typer.BadParameter(f"{name} must be a JSON object.")
    return value


def from_json(text: str, name: str) -> Any:
    """Return the value of an option that takes JSON or `@file.json`; what is not JSON at all is a text."""
    if text.startswith("@") or text.lstrip().startswith(_BEGIN_JSON):
        return _read(text, name)
    try:
        return json.loads(text)
    except ValueError:
        return text


def content(text: str, name: str) -> bytes:
    """Return a text as bytes, or the content of `@file` or, `@-`, of the standard input."""
    if not text.startswith("@"):
        return text.encode()
    try:
        return sys.stdin.buffer.read() if text == "@-" else Path(text[1:]).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{name}: {text[1:]} cannot be read: {error.strerror}.") from error


def _read(text: str, name: str) -> Any:
    try:
        return json.loads(content(text, name).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{name}: {text[1:]} is not UTF-8.") from error
    except ValueError as error:
        raise typer.BadParameter(f"{name} is not JSON: {error}.") from error
