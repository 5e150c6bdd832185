"""What the log keeps of the bodies of a failed request: their form, and nothing that opens anything.

Texts in fields named after a credential, and whatever has the form of one, are left out, as in workflows that readers
see. Of resources that are made of credentials no body is kept, and none that is not JSON: what it has inside cannot be
told apart.
"""

import json
import re
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.redaction import REDACTED, redacted, redacted_data, redacted_headers

NEVER = frozenset({"auth", "integrations", "keys", "secrets", "users"})
"""The resources of which no body is kept."""

MAXIMUM_READ = 1_000_000
MAXIMUM_KEPT = 4_000
LONGEST_TEXT = 400
"""Characters of a single text: a file in base64 does not push out the fields beside it."""

HEADERS = frozenset({"headers", "auth", "cookies"})
"""Objects whose values are left out whole: headers that go with requests of ours to others."""

_WORD = re.compile(r"\S+")
_CUT = "…"


def stored_body(operation: str, body: bytes) -> str | None:
    """A request's body as it is kept, at most MAXIMUM_KEPT characters; None for no body, and where none is kept."""
    if not body or operation.partition(".")[0] in NEVER:
        return None
    if len(body) > MAXIMUM_READ:
        return f"({len(body)} bytes)"
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return f"({len(body)} bytes that are not JSON)"
    return kept_document(operation, document)


def kept_document(operation: str, document: Any) -> str | None:
    """The same for a document."""
    if document is None or operation.partition(".")[0] in NEVER:
        return None
    try:
        text = to_json(_shortened(redacted_data(redacted(_without_headers(document)))))
    except RecursionError:
        return "(nested too deeply)"
    return text if len(text) <= MAXIMUM_KEPT else text[: MAXIMUM_KEPT - 1] + _CUT


def kept_text(text: str) -> str:
    """A text that a client chose, without what looks like a credential."""
    return _text(redacted_data(text))


def _without_headers(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_headers(part) for part in value]
    if isinstance(value, dict):
        return {name: _named(name, part) for name, part in value.items()}
    return value


def _named(name: str, value: Any) -> Any:
    return redacted_headers(value) if name.lower() in HEADERS and value else _without_headers(value)


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(part) for part in value]
    if isinstance(value, dict):
        return {_text(name): _shortened(part) for name, part in value.items()}
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """A text without users and fragments of URLs, and cut. The cut comes last: it must not hide a credential's form."""
    clean_text = _WORD.sub(_without_user, value) if "//" in value else value
    excess = len(clean_text) - LONGEST_TEXT
    return clean_text if excess <= 0 else f"{clean_text[:LONGEST_TEXT]}{_CUT} ({excess} more characters)"


def _without_user(word: re.Match[str]) -> str:
    """A word as it is, or a URL without what stands before its last @, wherever that is, or after #."""
    before, slashes, rest = word[0].partition("//")
    if not slashes:
        return before
    if "@" in rest:
        rest = f"{REDACTED}@{rest.rpartition('@')[2]}"
    address, sign, _ = rest.partition("#")
    return f"{before}//{address}{sign}{REDACTED if sign else ''}"
