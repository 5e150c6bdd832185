"""Paths: what a value begins with, and the names, brackets and calls behind it."""

from bivelio_core.expressions.functions.catalogue import FUNCTIONS

from .atoms import arguments_of, canonical_name, first, hash_of, list_of
from .brackets import bracket
from .nodes import CALL, COMPARISON, GROUP, LOOSE, NOT, PATH, PIPE, QUOTED, Node, Unclear, call, node, written_name
from .place import Place
from .words import PLAIN_NAME


def path(reader: Place) -> Node:
    """A name, a literal, a call or a group, and what follows it: `.name`, `[0]`, `[?a]`."""
    part = first(reader)
    is_filtered = False
    while (token := reader.next) is not None:
        if token.text == "." and token.kind == "sign":
            reader.take()
            part, is_filtered = _member(reader, part), False
        elif token.text in ("[", "[?", "[]") and token.kind == "sign":
            index = reader.ahead()
            if is_filtered and token.text == "[" and index is not None and index.kind == "number":
                reader.mend("projection")
                part, is_filtered = node(f"{part.text} | {bracket(reader).text}", PIPE), False
                continue
            behind = bracket(reader)
            if behind.kind == CALL:
                part, is_filtered = call(behind.sign, part, behind), False
                continue
            is_filtered = behind.sign == "fields"
            part = node(f"{part.text}{behind.text}", PATH, is_list=part.is_list or behind.is_list)
        elif _is_hyphen(reader, part):
            reader.take()
            part = _hyphened(reader, part)
        else:
            break
    return node(f"({part.text})", GROUP, sign="|") if part.kind == PIPE else part


def _is_hyphen(reader: Place, part: Node) -> bool:
    """Whether a `-` that comes is inside a name, such as `order-id`: no spaces around it, and behind it no path."""
    sign, name, further = reader.next, reader.ahead(), reader.ahead(2)
    is_close = sign is not None and sign.text == "-" and sign.is_adjacent and name is not None and name.is_adjacent
    if not is_close or name is None or name.kind != "name" or part.kind not in (PATH, QUOTED):
        return False
    is_path = name.text in ("input", "steps", "trigger", "item", "index", "outer") and (
        further is None or further.text in (".", "[") or name.text == "index"
    )
    return not is_path and not (further is not None and further.text == "(") and part.text[-1] not in "])*"


def _hyphened(reader: Place, part: Node) -> Node:
    reader.mend("hyphen")
    before, dot, last = part.text.rpartition(".")
    if last.startswith('"') or part.text.endswith('"'):
        before, _, last = part.text[:-1].rpartition('"')
        before, dot = before.removesuffix("."), "." if before.endswith(".") else ""
    return node(f"{before}{dot}{written_name(f'{last}-{reader.take().text}')}", PATH, is_list=part.is_list)


def _member(reader: Place, part: Node) -> Node:
    """What stands behind a dot."""
    owner = f"({part.text})" if part.kind in (*LOOSE, COMPARISON, NOT) else part.text
    token = reader.take()
    following = reader.next
    match token.kind:
        case "name" if following is not None and following.text == "(":
            return _method(reader, part, token.text)
        case "name":
            if not PLAIN_NAME.fullmatch(token.text):
                reader.mend("letters")
            return node(f"{owner}.{written_name(token.text)}", PATH, is_list=part.is_list)
        case "quoted":
            return node(f"{owner}.{token.text}", PATH, is_list=part.is_list)
        case "number":
            reader.mend("index")
            return node(owner + "".join(f"[{each}]" for each in token.text.split(".")), PATH, is_list=part.is_list)
        case "sign" if token.text == "*":
            return node(f"{owner}.*", PATH, is_list=True)
        case "sign" if token.text == "{":
            return node(f"{owner}.{reader.inside(lambda: hash_of(reader)).text}", PATH, is_list=part.is_list)
        case "sign" if token.text == "[":
            return node(f"{owner}.{reader.inside(lambda: list_of(reader, are_fields=True)).text}", PATH, is_list=True)
        case _:
            raise Unclear


def _method(reader: Place, part: Node, name: str) -> Node:
    """A call behind a dot: JMESPath evaluates it over the part; methods of other languages take it as their first."""
    arguments = reader.inside(lambda: arguments_of(reader)).parts
    name = canonical_name(reader, name)
    function, count = FUNCTIONS.get(name), len(arguments)
    if function is None or function.takes(count):
        called = node(f"{name}({', '.join(each.text for each in arguments)})", CALL)
        return node(f"{part.text}.{called.text}", PATH, is_list=part.is_list)
    if not function.takes(count + 1):
        raise Unclear
    reader.mend("method")
    return call(name, part, *arguments)
