"""Parts of an expression as they are written right."""

import json
from typing import NamedTuple

from .words import PLAIN_NAME

LONGEST = 1_000
"""Characters that a corrected expression may have, as any other."""

PATH, TEXT, LITERAL, QUOTED, CALL, GROUP = "path", "text", "literal", "quoted", "call", "group"
COMPARISON, AND, OR, NOT, PIPE, LIST, EXPRESSION = "comparison", "and", "or", "not", "pipe", "list", "expression"
LOOSE = (AND, OR, PIPE)


class Unclear(Exception):
    """What was meant is not known."""


class Node(NamedTuple):
    """A part: its text, its kind, and the parts of a comparison, `&&` or `||`, of which `sign` is what stands between.

    `is_list` says that it is a projection, which gives a list; `name`, what a bare name between double quotes says.
    """

    text: str
    kind: str
    parts: tuple["Node", ...] = ()
    sign: str = ""
    is_list: bool = False
    name: str = ""

    def inside(self, *kinds: str) -> str:
        """Its text, in parentheses if it is of one of these kinds."""
        return f"({self.text})" if self.kind in kinds else self.text


def node(text: str, kind: str, *parts: Node, sign: str = "", is_list: bool = False, name: str = "") -> Node:
    """A part. Raises Unclear for one that is longer than an expression may be."""
    if len(text) > LONGEST:
        raise Unclear
    return Node(text, kind, parts, sign, is_list, name)


def binary(left: Node, sign: str, right: Node) -> Node:
    """Two parts with a comparison, `&&` or `||` between them."""
    kind = {"&&": AND, "||": OR}.get(sign, COMPARISON)
    loose = {AND: (OR, PIPE), OR: (PIPE,), COMPARISON: (AND, OR, PIPE, COMPARISON)}[kind]
    return node(f"{left.inside(*loose)} {sign} {right.inside(*loose)}", kind, left, right, sign=sign)


def call(name: str, *arguments: Node) -> Node:
    """A call of a function."""
    return node(f"{name}({', '.join(argument.text for argument in arguments)})", CALL)


def text_literal(content: str) -> Node:
    """A text between single quotes."""
    escaped = content.replace("\\", "\\\\").replace("'", "\\'")
    return node(f"'{escaped}'", TEXT)


def written_name(name: str) -> str:
    """A name, between double quotes if it has other characters than letters of ASCII, digits and `_`."""
    return name if PLAIN_NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
