"""The commonest mistakes in expressions, and what their authors meant."""

from collections.abc import Callable
from typing import Any

LITERALS = ("true", "false", "null")


def corrected(text: str, tokens: Callable[[str], list[dict[str, Any]]], is_right: Callable[[str], bool]) -> str | None:
    """An expression whose numbers have no backticks (`input.amount > 500`), with them; None when that helps nothing.

    Numbers in brackets are positions (`items[0]`, `items[1:3]`) and are left, unless a comma is in the brackets.
    """
    try:
        found = tokens(text)
    except Exception:  # noqa: BLE001 - jmespath's lexer raises more than its own errors for what is no expression
        return None
    spans = _numbers(found)
    written, end = "", 0
    for start, stop in spans:
        written += f"{text[end:start]}`{text[start:stop]}`"
        end = stop
    written += text[end:]
    return written if spans and is_right(written) else None


def _numbers(found: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where numbers stand that are no positions; `1.5` is two numbers and a dot to the lexer."""
    spans: list[tuple[int, int]] = []
    positions = _in_positions(found)
    for number, token in enumerate(found):
        if token["type"] != "number" or number in positions:
            continue
        is_fraction = (
            number >= 2  # noqa: PLR2004 - a number, a dot and this one
            and [found[number - 1]["type"], found[number - 2]["type"]] == ["dot", "number"]
            and found[number - 2]["end"] == found[number - 1]["start"] == token["start"] - 1
        )
        if is_fraction:
            spans[-1] = (spans[-1][0], token["end"])
        else:
            spans.append((token["start"], token["end"]))
    return spans


def _in_positions(found: list[dict[str, Any]]) -> set[int]:
    """The tokens inside brackets that have nothing but numbers and colons: an index or a slice."""
    inside: set[int] = set()
    for number, token in enumerate(found):
        if token["type"] != "lbracket":
            continue
        end = number + 1
        while found[end]["type"] in ("number", "colon"):
            end += 1
        if found[end]["type"] == "rbracket":
            inside.update(range(number + 1, end))
    return inside


def hint(name: str) -> str:
    """What to write in place of a name that is none: a literal was meant, or a text between the wrong quotes."""
    if name in LITERALS:
        return f"; the literal is written between backticks: `{name}`"
    return f"; a text is written between single quotes: '{name}'"
