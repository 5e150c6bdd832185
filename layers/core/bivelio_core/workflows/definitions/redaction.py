"""Definitions for those who may read a workflow and not write it: without the credentials of its HTTP requests.

Left out are the values of headers, the user part of a URL, and the values of query parameters, form fields and JSON
fields whose name says that they are secret. What a run computes, its input and its outputs, is data and is shown.
"""

import re
from typing import Any

REDACTED = "********"
HTTP_REQUEST = "http_request"

_NAMED = r"(?:api[_-]?key|apikey|auth\w*|credential\w*|pass(?:word|wd|phrase)?|secret|sig(?:nature)?|token|\bkey\b)"
_SECRET_FIELD = re.compile(_NAMED, re.IGNORECASE)
_USER = re.compile(r"^(\w+:)?//[^/?#]*@")
_PARAMETER = re.compile(rf"((?:^|[?&])[^=&?#]*{_NAMED}[^=&?#]*=)(?:\{{\{{.*?\}}\}}|[^&#])*", re.IGNORECASE)


def redacted(value: Any) -> Any:
    """A definition, or a part of it, as readers see it; bodies of loops and branches included."""
    if isinstance(value, list):
        return [redacted(part) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {name: redacted(part) for name, part in value.items()}
    if parts.get("type") == HTTP_REQUEST and isinstance(parts.get("input"), dict):
        parts["input"] = _request(parts["input"])
    return parts


def redacted_headers(headers: Any) -> Any:
    """Headers by name, each value left out; a text, which is an expression for them all, is left out whole."""
    return dict.fromkeys(headers, REDACTED) if isinstance(headers, dict) else REDACTED


def _request(sent: dict[str, Any]) -> dict[str, Any]:
    shown = dict(sent)
    if "headers" in shown:
        shown["headers"] = redacted_headers(shown["headers"])
    if isinstance(shown.get("url"), str):
        shown["url"] = _parameters(_USER.sub(rf"\1//{REDACTED}@", shown["url"]))
    if isinstance(shown.get("body"), str):
        shown["body"] = _parameters(shown["body"])
    for name in ("json", "query"):
        if name in shown:
            shown[name] = _fields(shown[name])
    return shown


def _parameters(text: str) -> str:
    return _PARAMETER.sub(rf"\1{REDACTED}", text)


def _fields(value: Any) -> Any:
    if isinstance(value, list):
        return [_fields(part) for part in value]
    if isinstance(value, dict):
        return {name: REDACTED if _SECRET_FIELD.search(name) else _fields(part) for name, part in value.items()}
    return value
