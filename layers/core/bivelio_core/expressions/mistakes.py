"""The commonest mistakes in expressions, and what their authors meant."""

from collections.abc import Callable
from typing import Any

from .reason import Reason

LITERALS = ("true", "false", "null")


def corrected(text: str, tokens: Callable[[str], list[dict[str, Any]]], is_right: Callable[[str], bool]) -> str | None:
    """An expression whose numbers have no backticks (`input.amount > 500`), with them; None when that helps nothing.

    Numbers in brackets are positions (`items[0]`, `items[1:3]`) and are left, unless a comma is in the brackets.
    """
    try:
        token_list = tokens(text)
    except Exception:  # noqa: BLE001 - jmespath's lexer raises more than its own errors for what is no expression
        return None
    spans = _numbers(token_list)
    written, end = "", 0
    for start, stop in spans:
        written += f"{text[end:start]}`{text[start:stop]}`"
        end = stop
    written += text[end:]
    return written if spans and is_right(written) else None


def _numbers(token_list: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where numbers stand that are no positions; `1.5` is two numbers and a dot to the lexer."""
    spans: list[tuple[int, int]] = []
    positions = _in_positions(token_list)
    for number, token in enumerate(token_list):
        if token["type"] != "number" or number in positions:
            continue
        is_fraction = (
            number >= 2  # noqa: PLR2004 - a number, a dot and this one
            and [token_list[number - 1]["type"], token_list[number - 2]["type"]] == ["dot", "number"]
            and token_list[number - 2]["end"] == token_list[number - 1]["start"] == token["start"] - 1
        )
        if is_fraction:
            spans[-1] = (spans[-1][0], token["end"])
        else:
            spans.append((token["start"], token["end"]))
    return spans


def _in_positions(token_list: list[dict[str, Any]]) -> set[int]:
    """The tokens inside brackets that have nothing but numbers and colons: an index or a slice."""
    inside: set[int] = set()
    for number, token in enumerate(token_list):
        if token["type"] != "lbracket":
            continue
        end = number + 1
        while token_list[end]["type"] in ("number", "colon"):
            end += 1
        if token_list[end]["type"] == "rbracket":
            inside.update(range(number + 1, end))
    return inside


_CLOSING = {"lparen": "rparen", "lbracket": "rbracket", "filter": "rbracket", "lbrace": "rbrace"}
_NAMES = ("unquoted_identifier", "quoted_identifier")
_BINDS_LESS = ("dot", "filter", "flatten")
"""What JMESPath binds less tightly than `!`."""


def negation_corrected(
    text: str, tokens: Callable[[str], list[dict[str, Any]]], is_right: Callable[[str], bool]
) -> str | None:
    """An expression whose `!` negates the beginning of a path (`!input.known`), with the path in parentheses."""
    listed = tokens(text)
    written, end = "", 0
    for number, token in enumerate(listed):
        if token["type"] != "not" or listed[number + 1]["type"] == "not" or token["start"] < end:
            continue
        last, is_cut = _operand(listed, number + 1)
        if is_cut:
            start, stop = listed[number + 1]["start"], listed[last]["end"]
            written += f"{text[end:start]}({text[start:stop]})"
            end = stop
    written += text[end:]
    return written if is_right(written) else None


def _operand(tokens: list[dict[str, Any]], first: int) -> tuple[int, bool]:
    """The last token of the path that begins at a token, and whether `!` before it would negate only a part."""
    last, is_cut = _whole(tokens, first), False
    while (following := tokens[last + 1]["type"]) in (*_BINDS_LESS, "lbracket"):
        is_cut |= following in _BINDS_LESS
        last = _whole(tokens, last + 2 if following == "dot" else last + 1)
    return last, is_cut


def _whole(tokens: list[dict[str, Any]], first: int) -> int:
    """The last token of a name with its call, of a bracket with what is in it, or of anything else."""
    if tokens[first]["type"] in _NAMES and tokens[first + 1]["type"] == "lparen":
        first += 1
    if (closing := _CLOSING.get(tokens[first]["type"])) is None:
        return first
    depth = 0
    for number in range(first, len(tokens)):
        kind = tokens[number]["type"]
        depth += (_CLOSING.get(kind) == closing) - (kind == closing)
        if depth == 0:
            return number
    return len(tokens) - 2


def hint(name: str) -> Reason:
    """What to write in place of a name that is none: a literal was meant, or a text between the wrong quotes."""
    return Reason("literal" if name in LITERALS else "quoted", {"name": name})
