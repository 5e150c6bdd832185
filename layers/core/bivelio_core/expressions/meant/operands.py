"""Operands where they are: what was meant by a name between double quotes, a path between single ones, a number."""

from bivelio_core.expressions.references import ROOTS, SECRETS

from .nodes import CALL, LITERAL, NOT, OR, PATH, PIPE, QUOTED, TEXT, Node, binary, call, node, text_literal
from .place import Place
from .words import NUMBER_TEXT, ORDER, PATH_TEXT, PLAIN_NAME


def as_text(reader: Place, part: Node) -> Node:
    """A part where a text was meant: what stands between double quotes is the name of a field."""
    if part.kind != QUOTED:
        return part
    reader.mend("quoted")
    return text_literal(part.name)


def choice(condition: Node, first: Node, second: Node) -> Node:
    """`condition && first || second`."""
    return node(f"{condition.inside(OR, PIPE)} && {first.inside(OR, PIPE)} || {second.inside(PIPE)}", OR)


def joined(pieces: list[Node]) -> Node:
    """The pieces of a text that other languages add."""
    texts = [piece.text if piece.kind == TEXT else f"to_string({piece.text})" for piece in pieces]
    return node(f"join('', [{', '.join(texts)}])", CALL, *pieces, sign="+")


def comparison(reader: Place, left: Node, sign: str, right: Node) -> Node:
    """A comparison of what was meant by its sides."""
    if right.kind == QUOTED and left.kind not in (TEXT, LITERAL):
        right = as_text(reader, right)
    elif left.kind == QUOTED and right.kind not in (TEXT, LITERAL):
        left = as_text(reader, left)
    if left.kind in (TEXT, LITERAL) and right.kind in (TEXT, LITERAL):
        left, right = unquoted(reader, left), unquoted(reader, right)
    if sign not in ORDER:
        left, right = _bare_text(reader, left), _bare_text(reader, right)
    if sign in ORDER:
        left, right = _numeric(reader, left, right)
        right, left = _numeric(reader, right, left)
        return binary(left, sign, right)
    for one, other in ((left, right), (right, left)):
        if one.is_list and _is_single(other):
            reader.mend("contains")
            membership = call("contains", one, other)
            return membership if sign == "==" else node(f"!{membership.text}", NOT)
    return binary(left, sign, right)


def unquoted(reader: Place, part: Node) -> Node:
    """A path that stands between quotes, where it is a text."""
    if part.kind != TEXT or not PATH_TEXT.fullmatch(part.text[1:-1]):
        return part
    reader.mend("path_in_quotes")
    return node(part.text[1:-1].strip(), PATH)


def _bare_text(reader: Place, part: Node) -> Node:
    """A name alone that is nothing a run has: a text was meant."""
    if reader.depth or part.kind != PATH or part.text in (*ROOTS, SECRETS) or not PLAIN_NAME.fullmatch(part.text):
        return part
    reader.mend("text")
    return text_literal(part.text)


def _numeric(reader: Place, one: Node, other: Node) -> tuple[Node, Node]:
    """A number between quotes that something is compared with by order: as a text '9' is more than '500'."""
    if other.kind != TEXT or one.kind != PATH or not NUMBER_TEXT.fullmatch(other.text[1:-1]):
        return one, other
    reader.mend("number_in_quotes")
    return call("to_number", one), node(f"`{other.text[1:-1]}`", LITERAL)


def _is_single(part: Node) -> bool:
    """Whether a part is a literal that is no list, no object and not null."""
    return part.kind == TEXT or (part.kind == LITERAL and part.text[1:2] not in "[{n")
