"""What a path begins with: a name, a literal, a call, a group, a list or an object."""

import json
import re

from bivelio_core.expressions.functions.catalogue import FUNCTIONS

from .brackets import bracket
from .nodes import (
    CALL,
    COMPARISON,
    EXPRESSION,
    GROUP,
    LIST,
    LITERAL,
    LOOSE,
    NOT,
    PATH,
    QUOTED,
    TEXT,
    Node,
    Unclear,
    call,
    node,
    text_literal,
    written_name,
)
from .operands import as_text, choice, unquoted
from .place import Place
from .words import CONSTANTS, PATH_TEXT, PLAIN_NAME, SYNONYMS, content

_BRACES = re.compile(r"\{\{(.*)\}\}", re.DOTALL)
_CHOICE = 3


def first(reader: Place) -> Node:
    """What stands at the beginning of a path."""
    token = reader.take()
    following = reader.next
    match token.kind:
        case "raw":
            return _raw(reader, token.text)
        case "quoted":
            if _BRACES.fullmatch(inner := content(token.text).strip()):
                return _in_braces(reader, inner)
            return node(token.text, QUOTED, name=content(token.text))
        case "curly":
            reader.mend("curly")
            return (
                node(f"`{token.text[1:-1]}`", LITERAL) if token.text[0] == "\u00b4" else text_literal(token.text[1:-1])
            )
        case "number":
            reader.mend("number")
            return node(f"`{token.text}`", LITERAL)
        case "literal":
            return _literal(reader, token.text)
        case "name" if following is not None and following.text == "(":
            return _call(reader, token.text)
        case "name":
            return _name(reader, token.text)
        case _:
            return _sign(reader, token.text)


def _name(reader: Place, name: str) -> Node:
    is_path = reader.next is not None and reader.next.text in (".", "[", "[?", "[]")
    if name in CONSTANTS and not is_path:
        reader.mend("constant")
        return node(CONSTANTS[name], LITERAL)
    if name in ("now", "today", "uuid") and not reader.depth and not is_path:
        reader.mend("call")
        return node(f"{name}()", CALL)
    if not PLAIN_NAME.fullmatch(name):
        reader.mend("letters")
    return node(written_name(name), PATH)


def _raw(reader: Place, text: str) -> Node:
    content = text[1:-1].strip()
    return _in_braces(reader, content) if _BRACES.fullmatch(content) else node(text, TEXT)


def _in_braces(reader: Place, content: str) -> Node:
    """An expression between braces inside of one."""
    written = reader.read_apart(content[2:-2])
    reader.mend("braces")
    return node(f"({written})" if re.search(r"[|&<>=!]", written) else written, PATH)


def _literal(reader: Place, text: str) -> Node:
    content = text[1:-1].replace("\\`", "`")
    try:
        json.loads(content)
    except ValueError:
        reader.mend("no_json")
        return node(content.strip(), PATH) if PATH_TEXT.fullmatch(content) else text_literal(content)
    return node(text, LITERAL)


def _sign(reader: Place, sign: str) -> Node:
    following = reader.next
    match sign:
        case "(":
            inner = reader.pipe()
            reader.expect(")")
            return node(f"({inner.text})", GROUP)
        case "@" | "*":
            return node(sign, PATH, is_list=sign == "*")
        case "&":
            return node(f"&{reader.inside(reader.pipe).text}", EXPRESSION)
        case "$":
            return _dollar(reader)
        case "{" if following is not None and following.text == "{" and following.is_adjacent:
            return _double_braces(reader)
        case "{":
            return hash_of(reader)
        case "[":
            return _opened(reader)
        case "[]" | "[?":
            return _behind_nothing(reader)
        case _:
            raise Unclear


def _dollar(reader: Place) -> Node:
    """`${a}`, `$.a` or `$a`, whose first sign was read."""
    reader.mend("braces")
    if reader.takes("{"):
        inner = reader.pipe()
        reader.expect("}")
        return inner
    reader.takes(".")
    return first(reader)


def _double_braces(reader: Place) -> Node:
    """`{{ a }}`, whose first brace was read."""
    reader.expect("{")
    inner = reader.pipe()
    reader.expect("}")
    reader.expect("}")
    reader.mend("braces")
    return node(inner.inside(*LOOSE, COMPARISON), PATH)


def _opened(reader: Place) -> Node:
    """What follows `[` where nothing stands before it: an index or a slice of what there is, or a list."""
    place = 0
    while (token := reader.ahead(place)) is not None and (token.kind == "number" or token.text in ("-", ":", "*")):
        place += 1
    if not place or token is None or token.text != "]":
        return list_of(reader, are_fields=False)
    return _behind_nothing(reader)


def _behind_nothing(reader: Place) -> Node:
    """A bracket that nothing stands before, whose opening was read."""
    reader.place -= 1
    return bracket(reader)


def list_of(reader: Place, *, are_fields: bool) -> Node:
    """`[a, b]`, whose bracket was read. `are_fields`: behind a dot, where names between double quotes are fields."""
    items = _items(reader, "]")
    if not are_fields:
        items = [as_text(reader, item) for item in items]
    return node(f"[{', '.join(item.text for item in items)}]", LIST)


def hash_of(reader: Place) -> Node:
    """`{a: b}`, whose brace was read."""
    pairs = []
    while True:
        key = reader.take()
        if key.kind not in ("name", "quoted", "raw"):
            raise Unclear
        if key.kind == "raw":
            reader.mend("key")
        name = key.text if key.kind == "name" else content(key.text)
        reader.expect(":")
        pairs.append(f"{written_name(name)}: {reader.pipe().text}")
        if reader.takes("}"):
            return node(f"{{{', '.join(pairs)}}}", LIST)
        reader.expect(",")


def _items(reader: Place, closing: str) -> list[Node]:
    items: list[Node] = []
    if reader.takes(closing):
        return items
    while True:
        items.append(reader.pipe())
        if reader.takes(closing):
            return items
        reader.expect(",")


def arguments_of(reader: Place) -> Node:
    """The arguments of a call, as the parts of a node."""
    reader.expect("(")
    return node("", LIST, *(unquoted(reader, as_text(reader, item)) for item in _items(reader, ")")))


def canonical_name(reader: Place, name: str) -> str:
    """A function of ours by its name, or by that which it has in other languages."""
    if name in FUNCTIONS or name not in SYNONYMS:
        return name
    reader.mend("function")
    return SYNONYMS[name]


def _call(reader: Place, name: str) -> Node:
    arguments = arguments_of(reader).parts
    if name in FUNCTIONS:
        return call(name, *arguments)
    if name in ("not", "NOT") and len(arguments) == 1:
        reader.mend("words")
        return node(f"!({arguments[0].text})", NOT)
    if name in ("if", "IF", "iif") and len(arguments) == _CHOICE:
        reader.mend("choice")
        return node(f"({choice(*arguments).text})", GROUP)
    if name in ("concat", "CONCAT"):
        reader.mend("function")
        return node(f"join('', [{', '.join(each.text for each in arguments)}])", CALL)
    return call(canonical_name(reader, name), *arguments)
