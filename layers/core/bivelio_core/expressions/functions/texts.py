"""Texts: cases, parts, encodings, JSON and ids."""

import base64 as base64_of_python
import json
import re
from typing import Any
from urllib.parse import quote

from bivelio_core.expressions.number_text import number_text
from bivelio_core.expressions.values import ExpressionError, weigh

from .costs import bounded, units
from .declared import ANY, NUMBER, STRING, Evaluation, Group, Parameter

TEXT = Group("Text")
_FENCE = "```"
"""Around a block of code in Markdown, as language models put it around JSON."""

_PLACE = re.compile(r"line (\d+) column (\d+)")
"""Where the parser of JSON stopped."""

_GEMINATE = re.compile("l[·•.]l")
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # noqa: RUF001
"""Letters that Unicode takes for no composition of an ASCII letter and a mark."""

_WORD = re.compile(r"[a-z0-9]+")

VALUE = Parameter("text", STRING)


@TEXT.declare(STRING, VALUE, examples={"upper('Ferreteria Puig')": "FERRETERIA PUIG"})
def upper(evaluation: Evaluation, text: str) -> str:
    """The text in capitals."""
    evaluation.pay(units(text))
    return text.upper()


@TEXT.declare(STRING, VALUE, examples={"lower('Maria@Example.COM')": "maria@example.com"})
def lower(evaluation: Evaluation, text: str) -> str:
    """The text in small letters."""
    evaluation.pay(units(text))
    return text.lower()


@TEXT.declare(STRING, VALUE, examples={"trim('  Puig ')": "Puig"})
def trim(evaluation: Evaluation, text: str) -> str:
    """The text without the white space around it."""
    evaluation.pay(units(text))
    return text.strip()


@TEXT.declare(
    STRING, VALUE, Parameter("old", STRING), Parameter("new", STRING), examples={"replace('A-1-2', '-', '/')": "A/1/2"}
)
def replace(evaluation: Evaluation, text: str, old: str, new: str) -> str:
    """The text with every occurrence of another text replaced."""
    evaluation.pay(units(text))
    if not old:
        raise ExpressionError("replaced_empty")
    bounded(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


@TEXT.declare(("array",), VALUE, Parameter("separator", STRING), examples={"split('a, b', ', ')": ["a", "b"]})
def split(evaluation: Evaluation, text: str, separator: str) -> list[str]:
    """The parts of the text between the separators."""
    if not separator:
        raise ExpressionError("separator_empty")
    evaluation.pay(units(text) + text.count(separator))
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
    evaluation.pay(units(text))
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
    text = value if isinstance(value, str) else number_text(value)
    width = abs(int(length))
    bounded(width)
    if len(fill) != 1:
        raise ExpressionError("fill")
    return text.rjust(width, fill) if length >= 0 else text.ljust(width, fill)


@TEXT.declare(
    STRING,
    VALUE,
    examples={"slug('Col·lecció d’Estiu 2026!')": "colleccio-d-estiu-2026", "slug('Señal & Øre')": "senal-ore"},
)
def slug(evaluation: Evaluation, text: str) -> str:
    """The text as a part of an address: small letters of ASCII, digits, and single hyphens between them.

    Accents are left out, `ß` is `ss`, `l·l` is `ll`; what has no such letter, e.g. `你好`, gives nothing.
    """
    from unicodedata import combining, normalize  # noqa: PLC0415 - few expressions make addresses

    evaluation.pay(4 * units(text))
    folded = normalize("NFKD", _GEMINATE.sub("ll", text.casefold()).translate(_LETTERS))
    return "-".join(_WORD.findall("".join(letter for letter in folded if not combining(letter))))


@TEXT.declare(STRING, VALUE, examples={"url_encode('Puig & Fills')": "Puig%20%26%20Fills"})
def url_encode(evaluation: Evaluation, text: str) -> str:
    """The text, percent-encoded as a part of a URL. The `url` and `query` of an `http_request` do it by themselves."""
    evaluation.pay(units(text))
    return quote(text, safe="")


@TEXT.declare(STRING, VALUE, examples={"escape_html('<b>Puig & Fills</b>')": "&lt;b&gt;Puig &amp; Fills&lt;/b&gt;"})
def escape_html(evaluation: Evaluation, text: str) -> str:
    """The text as a part of HTML: `&`, `<`, `>` and quotes are written as references, so that it makes no tag.

    Values inside the `html` of a mail are escaped by themselves; this is for HTML that an expression puts together,
    and for other places. An attribute that holds a value stands between quotes.
    """
    from html import escape  # noqa: PLC0415 - few expressions write HTML

    evaluation.pay(units(text))
    bounded(len(text) + 5 * sum(map(text.count, "&<>\"'")))
    return escape(text)


@TEXT.declare(
    STRING,
    VALUE,
    examples={
        "raw_html('<b>Puig</b>')": "<b>Puig</b>",
        "raw_html(join('', `[\"Puig\", \"<Roca>\"]`[*].join('', ['<li>', escape_html(@), '</li>'])))": (
            "<li>Puig</li><li>&lt;Roca&gt;</li>"
        ),
    },
)
def raw_html(_evaluation: Evaluation, text: str) -> str:
    """The text itself, of which you say that it is HTML: inside the `html` of a mail it is not escaped.

    That holds when the call is the whole expression. What other people may have written, escape with `escape_html`.
    """
    return text


@TEXT.declare(STRING, VALUE, examples={"base64('user:password')": "dXNlcjpwYXNzd29yZA=="})
def base64(evaluation: Evaluation, text: str) -> str:
    """The UTF-8 bytes of the text in base64 (RFC 4648, section 4)."""
    evaluation.pay(units(text))
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
