"""The words and signs of an expression, and of what people write in its place."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<literal>`(?:[^`\\]|\\.)*`)
    |(?P<raw>'(?:[^'\\]|\\.)*')
    |(?P<quoted>"(?:[^"\\]|\\.)*")
    |(?P<curly>\u201c[^\u201d]*\u201d|\u2018[^\u2019]*\u2019|«[^»]*»|\u00b4[^\u00b4]*\u00b4)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>===|!==|==|!=|<>|<=|>=|\|\||&&|\?\?|\[\?|\[\]|[-+*/=<>!|&@.,:(){}[\]$?])""",
    re.VERBOSE | re.DOTALL,
)

COMPARISONS: Mapping[str, str] = {
    "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
    "=": "==", "===": "==", "!==": "!=", "<>": "!=",
}  # fmt: skip
"""How comparisons are written, by how people write them."""

ORDER = frozenset({"<", "<=", ">", ">="})
CONSTANTS: Mapping[str, str] = {
    "true": "`true`", "false": "`false`", "null": "`null`", "True": "`true`", "False": "`false`", "None": "`null`",
    "TRUE": "`true`", "FALSE": "`false`", "NULL": "`null`", "nil": "`null`", "undefined": "`null`",
}  # fmt: skip

SYNONYMS: Mapping[str, str] = {
    "len": "length", "size": "length", "count": "length", "uppercase": "upper", "toUpperCase": "upper",
    "ucase": "upper",
    "lowercase": "lower", "toLowerCase": "lower", "lcase": "lower", "strip": "trim", "includes": "contains",
    "number": "to_number", "int": "to_number", "float": "to_number", "parseInt": "to_number", "parseFloat": "to_number",
    "string": "to_string", "str": "to_string", "toString": "to_string", "average": "avg", "mean": "avg",
    "coalesce": "not_null", "ifnull": "not_null", "default": "not_null", "startswith": "starts_with",
    "startsWith": "starts_with", "endswith": "ends_with", "endsWith": "ends_with", "substr": "substring",
    "sha256": "hash_sha256", "formatDate": "format_date", "parse_json": "from_json", "json": "to_json",
}  # fmt: skip
"""Our functions, by what other languages call them."""

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PATH_TEXT = re.compile(r"\s*(?:input|steps|trigger|item|outer)(?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\])+\s*")
"""What is a path, and no text that anybody would compare."""

NUMBER_TEXT = re.compile(r"(?!(?:19|20)\d\d$)-?\d+(?:\.\d+)?", re.ASCII)
"""What is a number, and no year that dates are compared with."""


class Token(NamedTuple):
    """A word or a sign; `is_adjacent` when no space is before it."""

    kind: str
    text: str
    is_adjacent: bool


def tokens(text: str) -> list[Token] | None:
    """The tokens of a text; None for one with signs that no expression has."""
    token_list, end, is_adjacent = list[Token](), 0, True
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        kind = str(match.lastgroup)
        if kind != "space":
            token_list.append(Token(kind, match[0], is_adjacent))
        is_adjacent = kind != "space"
    return token_list if end == len(text) else None


def content(text: str) -> str:
    """What stands between quotes."""
    if text[0] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return text[1:-1].replace("\\'", "'")
