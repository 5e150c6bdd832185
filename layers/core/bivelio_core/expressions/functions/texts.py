"""Texts: cases, parts, patterns, encodings, JSON, hashes and ids."""

import base64 as base64_of_python
import hashlib
import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import MAXIMUM_TEXT, ExpressionError, TooLarge, weigh

from .declared import ANY, NUMBER, STRING, Evaluation, Group, Parameter

TEXT = Group("Text")
MAXIMUM_REGEX = 200
REGEX_MEMORY = 1 << 18
"""Bytes that a compiled pattern may take, its automaton included; RE2 refuses a larger one."""

STEPS_PER_UNIT = 400
"""RE2 looks at each character with each instruction of the pattern at most once; so many looks cost one unit."""

_FENCE = "```"
"""Around a block of code in Markdown, as language models put it around JSON."""

_PLACE = re.compile(r"line (\d+) column (\d+)")
"""Where the parser of JSON stopped."""
RE2_FAULTS = {
    "missing ]": "re2_bracket",
    "missing )": "re2_parenthesis",
    "unexpected )": "re2_unopened",
    "no argument for repetition operator": "re2_nothing_repeated",
    "bad repetition operator": "re2_repeated_twice",
    "invalid repetition size": "re2_repetition",
    "invalid named capture group": "re2_group",
    "invalid perl operator": "re2_operator",
    "invalid escape sequence": "re2_escape",
    "invalid character class range": "re2_range",
    "trailing \\": "re2_backslash",
}
"""What RE2 says of a pattern that is none, before a colon and the part that is wrong; the name of our text of it."""


@lru_cache(128)
def compiled(pattern: str) -> Any:
    """A pattern of RE2. Raises ExpressionError for one that is wrong or too large."""
    import re2  # noqa: PLC0415 - few expressions have a pattern

    if len(pattern) > MAXIMUM_REGEX:
        raise ExpressionError("pattern_long", limit=MAXIMUM_REGEX)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = REGEX_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = error.args[0] if error.args else ""
        said = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
        fault, _, argument = said.partition(": ")
        about = Reason(RE2_FAULTS[fault], {"argument": argument}) if fault in RE2_FAULTS else said
        raise ExpressionError("regex", pattern=pattern, about=about) from error


VALUE = Parameter("text", STRING)
REGEX = Parameter("pattern", STRING, check=compiled)


@TEXT.declare(STRING, VALUE, examples={"upper('Ferreteria Puig')": "FERRETERIA PUIG"})
def upper(evaluation: Evaluation, text: str) -> str:
    """The text in capitals."""
    evaluation.pay(_units(text))
    return text.upper()


@TEXT.declare(STRING, VALUE, examples={"lower('Maria@Example.COM')": "maria@example.com"})
def lower(evaluation: Evaluation, text: str) -> str:
    """The text in small letters."""
    evaluation.pay(_units(text))
    return text.lower()


@TEXT.declare(STRING, VALUE, examples={"trim('  Puig ')": "Puig"})
def trim(evaluation: Evaluation, text: str) -> str:
    """The text without the white space around it."""
    evaluation.pay(_units(text))
    return text.strip()


@TEXT.declare(
    STRING, VALUE, Parameter("old", STRING), Parameter("new", STRING), examples={"replace('A-1-2', '-', '/')": "A/1/2"}
)
def replace(evaluation: Evaluation, text: str, old: str, new: str) -> str:
    """The text with every occurrence of another text replaced."""
    evaluation.pay(_units(text))
    if not old:
        raise ExpressionError("replaced_empty")
    _bound(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


@TEXT.declare(("array",), VALUE, Parameter("separator", STRING), examples={"split('a, b', ', ')": ["a", "b"]})
def split(evaluation: Evaluation, text: str, separator: str) -> list[str]:
    """The parts of the text between the separators."""
    if not separator:
        raise ExpressionError("separator_empty")
    evaluation.pay(_units(text) + text.count(separator))
    return text.split(separator)


@TEXT.declare(
    STRING,
    VALUE,
    Parameter("start", NUMBER),
    Parameter("length", NUMBER, is_optional=True),
    examples={"substring('B-63272603', `2`)": "63272603", "substring('2026-03-02', `0`, `4`)": "2026"},
)
def substring(evaluation: Evaluation, text: str, start: float, length: float | None = None) -> str:
    """The characters from a position (0 is the first, a negative one counts from the end), as many as asked for."""
    evaluation.pay(_units(text))
    begin = int(start) if start >= 0 else max(0, len(text) + int(start))
    return text[begin:] if length is None else text[begin : begin + max(0, int(length))]


@TEXT.declare(
    STRING,
    Parameter("value", ("string", "number")),
    Parameter("length", NUMBER),
    Parameter("fill", STRING, is_optional=True),
    examples={"pad(`42`, `6`)": "000042", "pad('42', `6`, '.')": "....42", "pad('42', `-6`, '.')": "42...."},
)
def pad(_evaluation: Evaluation, value: str | float, length: float, fill: str = "0") -> str:
    """The text or number, filled up to a length on its left; on its right when the length is negative."""
    text = value if isinstance(value, str) else json.dumps(value)
    width = abs(int(length))
    _bound(width)
    if len(fill) != 1:
        raise ExpressionError("fill")
    return text.rjust(width, fill) if length >= 0 else text.ljust(width, fill)


@TEXT.declare(
    ("boolean",),
    VALUE,
    REGEX,
    examples={"matches('B63272603', '^[A-Z][0-9]{8}$')": True, "matches('Invoice 42', '(?i)invoice')": True},
)
def matches(evaluation: Evaluation, text: str, pattern: str) -> bool:
    """Whether the text has a part that matches a regular expression of RE2; `^` and `$` are its ends.

    RE2 has no back references and no look around, and takes time in proportion to the text
    (https://github.com/google/re2/wiki/Syntax).
    """
    regex = compiled(pattern)
    evaluation.pay(1 + len(text) * regex.programsize // STEPS_PER_UNIT)
    return regex.search(text) is not None


@TEXT.declare(STRING, VALUE, examples={"url_encode('Puig & Fills')": "Puig%20%26%20Fills"})
def url_encode(evaluation: Evaluation, text: str) -> str:
    """The text, percent-encoded as a part of a URL. The `url` and `query` of an `http_request` do it by themselves."""
    evaluation.pay(_units(text))
    return quote(text, safe="")


@TEXT.declare(STRING, VALUE, examples={"base64('user:password')": "dXNlcjpwYXNzd29yZA=="})
def base64(evaluation: Evaluation, text: str) -> str:
    """The UTF-8 bytes of the text in base64 (RFC 4648, section 4)."""
    evaluation.pay(_units(text))
    return base64_of_python.b64encode(text.encode()).decode()


@TEXT.declare(
    ANY,
    VALUE,
    examples={
        "from_json('{\"total\": 75.6}')": {"total": 75.6},
        "from_json('```json\n{\"is_lead\": true}\n```').is_lead": True,
    },
)
def from_json(evaluation: Evaluation, text: str) -> Any:
    """The value that a JSON text is. A fence of Markdown around it, as language models write it, is left out."""
    from pydantic_core import from_json as parse  # noqa: PLC0415 - strict: no NaN, no lone surrogates

    evaluation.pay(len(text))
    try:
        value = parse(_unfenced(text), allow_inf_nan=False)
    except ValueError as error:
        line, column = [*_PLACE.findall(str(error)), ("1", "1")][0]
        raise ExpressionError("no_json", line=line, column=column) from error
    weigh(value)
    return value


@TEXT.declare(STRING, Parameter("value", ANY), examples={"to_json({a: `1`, b: 'ç'})": '{"a":1,"b":"ç"}'})
def to_json(evaluation: Evaluation, value: Any) -> str:
    """The value as a JSON text; a text in quotes, unlike `to_string`."""
    evaluation.pay(weigh(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@TEXT.declare(
    STRING,
    VALUE,
    examples={"hash_sha256('abc')": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
)
def hash_sha256(evaluation: Evaluation, text: str) -> str:
    """The SHA-256 of the UTF-8 bytes of the text, in 64 hexadecimal digits."""
    evaluation.pay(_units(text))
    return hashlib.sha256(text.encode()).hexdigest()


@TEXT.declare(STRING, examples={"length(uuid())": 36})
def uuid(evaluation: Evaluation) -> str:
    """A new UUID at each call. Like `now`, it is the same whenever a step is tried."""
    return evaluation.context.uuid()


def _unfenced(text: str) -> str:
    """The text without a fence around it: three backticks, perhaps a language, and the end of the line; three more."""
    bare = text.strip()
    opening, has_line, inside = bare.partition("\n")
    language = opening.removeprefix(_FENCE).rstrip(" \t\r")
    is_fence = opening.startswith(_FENCE) and (not language or (language.isascii() and language.isalnum()))
    return inside.removesuffix(_FENCE) if has_line and is_fence and inside.endswith(_FENCE) else text


def _units(text: str) -> int:
    return 1 + len(text) // 16


def _bound(length: int) -> None:
    if length > MAXIMUM_TEXT:
        raise TooLarge("text_size", length=length, limit=MAXIMUM_TEXT)
