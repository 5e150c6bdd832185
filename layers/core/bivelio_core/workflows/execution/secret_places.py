"""What stands for secrets in a rendered input, and how their values are kept out of everything that is recorded.

A step's input is rendered, checked and perhaps shown with placeholders. Only the effect puts the values in, in memory,
at the moment of sending. Placeholders have a random part that no data can have: the function that renders makes it.
A code that `hmac_sha256` makes with a secret has a placeholder too, and is computed at that moment.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import quote, quote_plus

from bivelio_core import ids
from bivelio_core.expressions.codes import hmac_of
from bivelio_core.expressions.values import SecretText

REDACTED = "********"
NESTED_JSON = 3
"""How deep a value is looked for in texts of JSON in JSON: a receiver that repeats a JSON body makes two levels."""

SHORTEST = 4
"""A shorter value is not looked for in answers; secrets are at least as long."""


class Placeholders:
    """The placeholders of one invocation."""

    def __init__(self) -> None:
        self._nonce = ids.random_text(26)
        self._pattern = re.compile(rf"secret\.{self._nonce}\.([A-Za-z0-9_]+)\.(?:code\.(\d+)\.)?")
        self._signed: list[_Signed] = []

    def of(self, name: str) -> SecretText:
        """What stands for a secret."""
        return _Placeholder(f"secret.{self._nonce}.{name}.", name, self._signed)

    def names_in(self, value: Any) -> set[str]:
        """The secrets that stand in a rendered value."""
        match value:
            case str():
                return {match[1] for match in self._pattern.finditer(value)}
            case dict():
                return {name for part in value.values() for name in self.names_in(part)}
            case list():
                return {name for part in value for name in self.names_in(part)}
            case _:
                return set()

    def filled(self, value: Any, values: Mapping[str, str]) -> Any:
        """A rendered value with the secrets in it."""
        match value:
            case str():
                return self._pattern.sub(lambda match: self._value(match, values), value)
            case dict():
                return {name: self.filled(part, values) for name, part in value.items()}
            case list():
                return [self.filled(part, values) for part in value]
            case _:
                return value

    def _value(self, match: re.Match[str], values: Mapping[str, str]) -> str:
        if match[2] is None or isinstance(values, _Hidden):
            return values[match[1]]
        return self._signed[int(match[2])].code(values)

    def codes(self, values: Mapping[str, str]) -> list[str]:
        """The codes that were made with secrets, which are kept out of records as the secrets are."""
        return [signed.code(values) for signed in self._signed if signed.secret in values]

    def hidden(self, value: Any) -> Any:
        """A rendered value as it may be shown."""
        return self.filled(value, _Hidden())


class _Signed(NamedTuple):
    """A text whose code is made with a secret, when its value is known."""

    secret: str
    text: str
    encoding: str

    def code(self, values: Mapping[str, str]) -> str:
        """The code."""
        return hmac_of(values[self.secret], self.text, self.encoding)


class _Placeholder(SecretText):
    """What stands for a secret, and by a number for each code that is made with it."""

    __slots__ = ("_name", "_signed")

    _name: str
    _signed: list[_Signed]

    def __new__(cls, text: str, name: str, signed: list[_Signed]) -> Self:
        placeholder = super().__new__(cls, text)
        placeholder._name, placeholder._signed = name, signed
        return placeholder

    def signed(self, text: str, encoding: str) -> str:
        """What stands for the code of a text."""
        self._signed.append(_Signed(self._name, text, encoding))
        return f"{self}code.{len(self._signed) - 1}."


class _Hidden(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return REDACTED


class Redaction:
    """Replaces values in what a receiver answers: a service may repeat what it was sent."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values if len(value) >= SHORTEST for form in _forms(value)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def text(self, text: str) -> str:
        """A text without the values, however they are encoded in it."""
        return self._pattern.sub(REDACTED, text) if self._pattern else text

    def content(self, content: bytes) -> bytes:
        """The bytes of a file without them."""
        return self.text(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def value(self, value: Any) -> Any:
        """A JSON value without them, in names too."""
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.text(name): self.value(part) for name, part in value.items()}
            case list():
                return [self.value(part) for part in value]
            case _:
                return value


def _forms(value: str) -> Iterable[str]:
    """The value as it is, in JSON and in JSON inside a text of JSON, in a URL or a form, in HTML, and in base64."""
    escaped = {value}
    for _ in range(NESTED_JSON):
        escaped |= {json.dumps(form, ensure_ascii=ascii_only)[1:-1] for form in escaped for ascii_only in (True, False)}
        escaped |= {form.replace("/", "\\/") for form in escaped if "\\/" not in form}
    yield from escaped
    yield from (quote(value), quote(value, safe=""), quote_plus(value), html.escape(value))
    encoded = base64.b64encode(value.encode()).decode()
    yield from (encoded, encoded.rstrip("="), base64.urlsafe_b64encode(value.encode()).decode().rstrip("="))
