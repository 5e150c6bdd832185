"""Workflows and their runs for those who may read and not write them: without credentials.

Of HTTP requests the values of headers are left out, the user part of a URL, and the values of query parameters, form
fields and JSON fields whose name says that they are secret. Of all other data (the inputs of other steps, what a run
was given, computed and failed with) the texts in fields that are named after a credential, and in any text what has
the form of one. Names in data are judged more narrowly: an `author` or a `key` of a list is no credential.
"""

import re
from typing import Any

REDACTED = "********"
HTTP_REQUEST = "http_request"

_NAMED = r"(?:api[_-]?key|apikey|auth\w*|credential\w*|pass(?:word|wd|phrase)?|secret|sig(?:nature)?|token|\bkey\b)"
_SECRET_FIELD = re.compile(_NAMED, re.IGNORECASE)
_SECRET_DATA = re.compile(
    r"(?:.*_)?(?:api_?key|(?:access|private|secret|signing|encryption)_key|authori[sz]ation|credentials?|cookie"
    r"|passw(?:or)?d|passphrase|passcode|secret|signature|token)"
)
_JSON_FIELD = re.compile(r'("([^"\\]{1,100})"\s{0,9}:\s{0,9}")((?:[^"\\]|\\.)+)("|$)', re.DOTALL)
"""A field of JSON inside a text, such as a receiver's answer, which may be cut off."""

_SPACE = re.compile(r"\s")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CREDENTIAL = re.compile(
    r"(?i:\b(?:bearer|basic)\s+(?=\S*\d)[\w.~+/=-]{8,})"
    r"|(?<![\w-])(?:bv_(?:live|test)_sk_\w+|whsec_[\w+/=-]+|sk[_-][\w-]{16,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}"
    r"|A(?:KIA|SIA)[0-9A-Z]{16}|eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*)"
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)",
    re.DOTALL,
)
"""Forms of credentials: in HTTP headers, our keys and secrets, those of well-known services, JWTs, private keys."""

_USER = re.compile(r"^(\w+:)?//[^/?#]*@")
_PARAMETER = re.compile(r"(?:^|[?&])([^=&?#]*+)=")
_VALUE_ENDS = re.compile(r"[&#]|\{\{")
LONGEST_EXPRESSION = 2_000
"""Longer than an expression may be: what is longer between braces is none."""


def redacted(value: Any) -> Any:
    """A definition, or a part of it, as readers see it; bodies of loops and branches included."""
    if isinstance(value, list):
        return [redacted(part) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {name: redacted(part) for name, part in value.items()}
    if parts.get("type") == HTTP_REQUEST and isinstance(parts.get("input"), dict):
        parts["input"] = _request(parts["input"])
    elif isinstance(parts.get("type"), str) and "input" in parts:
        parts["input"] = redacted_data(parts["input"])
    if "mock" in parts:
        parts["mock"] = redacted_data(parts["mock"])
    return parts


def redacted_data(value: Any) -> Any:
    """What a run was given, computed or failed with, as readers see it."""
    if isinstance(value, list):
        return [redacted_data(part) for part in value]
    if isinstance(value, dict):
        return {name: _field(name, part) for name, part in value.items()}
    if isinstance(value, str):
        text = _JSON_FIELD.sub(_json_field, _CREDENTIAL.sub(REDACTED, value))
        return _parameters(text) if "=" in text and not _SPACE.search(text) else text
    return value


def redacted_answer(output: Any) -> Any:
    """The output of an HTTP request as readers see it: of the answer's headers only the names."""
    if not isinstance(output, dict) or "headers" not in output:
        return redacted_data(output)
    return {**redacted_data(output), "headers": redacted_headers(output["headers"])}


def _field(name: str, value: Any) -> Any:
    """A field of data; a text or an object in a field that is named after a credential is left out."""
    if value and not isinstance(value, (int, float)) and _SECRET_DATA.fullmatch(_plain(name)):
        return REDACTED
    return redacted_data(value)


def _json_field(match: re.Match[str]) -> str:
    return f"{match[1]}{REDACTED}{match[4]}" if _SECRET_DATA.fullmatch(_plain(match[2])) else match[0]


def _plain(name: str) -> str:
    """A name in snake case: `accessToken` and `Access-Token` are `access_token`."""
    return _CAPITAL.sub("_", name).replace("-", "_").replace(" ", "_").lower()


def redacted_headers(headers: Any) -> Any:
    """Headers by name, each value left out; a text, which is an expression for them all, is left out whole."""
    return dict.fromkeys(headers, REDACTED) if isinstance(headers, dict) else REDACTED


def _request(sent: dict[str, Any]) -> dict[str, Any]:
    request = dict(sent)
    if "headers" in request:
        request["headers"] = redacted_headers(request["headers"])
    if isinstance(request.get("url"), str):
        request["url"] = _parameters(_USER.sub(rf"\1//{REDACTED}@", request["url"]))
    if isinstance(request.get("body"), str):
        request["body"] = _parameters(request["body"])
    if isinstance(request.get("auth"), dict):
        request["auth"] = dict.fromkeys(request["auth"], REDACTED)
    for name in ("json", "query", "form"):
        if name in request:
            request[name] = _fields(request[name])
    return request


def _parameters(text: str) -> str:
    """A text with the values of its parameters left out whose names say that they are secret."""
    pieces, copied, position = list[str](), 0, 0
    while match := _PARAMETER.search(text, position):
        position = match.end()
        if _SECRET_FIELD.search(match[1]):
            pieces += [text[copied:position], REDACTED]
            copied = position = _end_of_value(text, position)
    return "".join([*pieces, text[copied:]])


def _end_of_value(text: str, position: int) -> int:
    """Where the value of a parameter ends that begins at a position; expressions in it are parts of it."""
    while match := _VALUE_ENDS.search(text, position):
        if match[0] != "{{":
            return match.start()
        closed = text.find("}}", match.end(), match.end() + LONGEST_EXPRESSION)
        position = match.end() if closed < 0 else closed + len("}}")
    return len(text)


def _fields(value: Any) -> Any:
    if isinstance(value, list):
        return [_fields(part) for part in value]
    if isinstance(value, dict):
        return {name: REDACTED if _SECRET_FIELD.search(name) else _fields(part) for name, part in value.items()}
    return value
