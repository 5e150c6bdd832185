"""Read an expression as people mean it: the grammar of JMESPath, and what other languages have in its place."""

from collections.abc import Callable
from typing import NamedTuple

from .nodes import (
    AND,
    COMPARISON,
    GROUP,
    LITERAL,
    LOOSE,
    NOT,
    OR,
    PATH,
    PIPE,
    QUOTED,
    TEXT,
    Node,
    Unclear,
    binary,
    call,
    node,
)
from .operands import as_text, choice, comparison, joined
from .paths import path
from .words import COMPARISONS, ORDER, Token, tokens


class Reading(NamedTuple):
    """An expression as it is written right, and the names of the mistakes in what was written, the first one first."""

    text: str
    mistakes: list[str]


def read(text: str, *, roots: bool = True) -> Reading | None:
    """What was meant by an expression; None when that is not known. Without `roots`, any name may be a field."""
    try:
        if (token_list := tokens(text)) is None:
            return None
        reader = Reader(token_list, roots=roots)
        whole = reader.pipe()
        if reader.next is not None:
            return None
    except (Unclear, RecursionError):
        return None
    bare = whole.text[1:-1] if whole.kind == GROUP and whole.sign == "|" else whole.text
    return Reading(bare, reader.mistakes)


class Reader:
    """Reads the tokens of an expression, from the loosest sign to the tightest. Raises Unclear.

    Attributes:
        mistakes: the names of what was mended.
        place: which token comes.
        depth: inside of how many filters, pipes and expressions of functions, where names are of elements.
    """

    def __init__(self, token_list: list[Token], *, roots: bool) -> None:
        self._tokens = token_list
        self.place = 0
        self.mistakes: list[str] = []
        self.depth = 0 if roots else 1

    @property
    def next(self) -> Token | None:
        """The token that comes; None at the end."""
        return self._tokens[self.place] if self.place < len(self._tokens) else None

    def ahead(self, count: int = 1) -> Token | None:
        """A token behind the next one."""
        place = self.place + count
        return self._tokens[place] if place < len(self._tokens) else None

    def take(self) -> Token:
        """The next token, which is read. Raises Unclear at the end."""
        if (token := self.next) is None:
            raise Unclear
        self.place += 1
        return token

    def takes(self, *texts: str) -> str | None:
        """The next token if it is one of these signs or words, which is then read."""
        token = self.next
        if token is None or token.kind not in ("sign", "name") or token.text not in texts:
            return None
        self.place += 1
        return token.text

    def expect(self, text: str) -> None:
        """Read a sign. Raises Unclear for any other."""
        if self.takes(text) is None:
            raise Unclear

    def mend(self, mistake: str) -> None:
        """Note a mistake."""
        self.mistakes.append(mistake)

    def inside(self, read: Callable[[], Node]) -> Node:
        """A part whose names are of elements."""
        self.depth += 1
        try:
            return read()
        finally:
            self.depth -= 1

    def read_apart(self, text: str) -> str:
        """How another expression is written right. Raises Unclear."""
        if (reading := read(text)) is None:
            raise Unclear
        return reading.text

    def pipe(self) -> Node:
        """An expression: `a | b`."""
        left = self._choice()
        while self.takes("|"):
            right = self.inside(self._choice)
            left = self._piped(left, right)
        return left

    def _piped(self, left: Node, right: Node) -> Node:
        """JMESPath takes all that stands before `|`, also `a && b`, of which `b` alone was meant, or both."""
        if left.kind == OR:
            self.mend("pipe")
            return node(f"({left.text}) | {right.text}", PIPE)
        if left.kind in (AND, COMPARISON):
            self.mend("pipe")
            first, second = left.parts
            piped = node(f"({second.text} | {right.text})", GROUP)
            return binary(first, left.sign, piped)
        return node(f"{left.text} | {right.text}", PIPE)

    def _choice(self) -> Node:
        """`condition ? a : b` of other languages."""
        condition = self._or()
        if not self.takes("?"):
            return condition
        first = self._choice()
        self.expect(":")
        second = self._choice()
        self.mend("choice")
        return choice(condition, first, second)

    def _or(self) -> Node:
        left = last = self._and()
        while sign := self.takes("||", "??", "or", "OR"):
            if sign != "||":
                self.mend("words" if sign != "??" else "signs")
            right = as_text(self, self._and())
            if last.kind == COMPARISON and last.sign == "==" and right.kind in (TEXT, LITERAL):
                self.mend("alternatives")
                right = binary(last.parts[0], "==", right)
            left, last = binary(left, "||", right), right
        return left

    def _and(self) -> Node:
        conjunction = self.comparison()
        while sign := self.takes("&&", "&", "and", "AND"):
            if sign != "&&":
                self.mend("words" if sign != "&" else "signs")
            conjunction = binary(conjunction, "&&", as_text(self, self.comparison()))
        return conjunction

    def comparison(self) -> Node:
        """`a == b`."""
        return self.compared(self._sum())

    def compared(self, left: Node) -> Node:
        """What is compared with a part that was read, or the part itself."""
        while (sign := self._comparison_sign()) is not None:
            right = self._sum()
            left = self._compared(left, sign, right)
        return left

    def _compared(self, left: Node, sign: str, right: Node) -> Node:
        if sign in ("in", "not in"):
            self.mend("in")
            membership = call("contains", right, as_text(self, left))
            return membership if sign == "in" else node(f"!{membership.text}", NOT)
        if left.kind == COMPARISON or (left.kind == AND and left.parts[1].kind == COMPARISON):
            before = left if left.kind == COMPARISON else left.parts[1]
            if before.sign not in ORDER or sign not in ORDER:
                raise Unclear
            self.mend("chain")
            return binary(left, "&&", binary(before.parts[1], sign, right))
        return comparison(self, left, sign, right)

    def _comparison_sign(self) -> str | None:
        token = self.next
        if token is None:
            return None
        if token.kind == "sign" and token.text in COMPARISONS:
            written = self.take().text
            if COMPARISONS[written] != written:
                self.mend("signs")
            return COMPARISONS[written]
        if self.takes("is", "IS"):
            self.mend("words")
            return "!=" if self.takes("not", "NOT") else "=="
        if self.takes("in", "IN"):
            return "in"
        following = self.ahead()
        if token.text == "not" and following is not None and following.text == "in":
            self.take()
            self.take()
            return "not in"
        return None

    def _sum(self) -> Node:
        left = self._product()
        while sign := self.takes("+", "-"):
            right = self._product()
            self.mend("arithmetic")
            if sign == "+" and (left.sign == "+" or {left.kind, right.kind} & {TEXT, QUOTED}):
                pieces = [*(left.parts if left.sign == "+" else (left,)), right]
                left = joined([as_text(self, piece) for piece in pieces])
            else:
                left = call("add" if sign == "+" else "subtract", left, right)
        return left

    def _product(self) -> Node:
        product = self._unary()
        while sign := self.takes("*", "/"):
            self.mend("arithmetic")
            product = call("multiply" if sign == "*" else "divide", product, self._unary())
        return product

    def _unary(self) -> Node:
        following = self.ahead()
        is_call = following is not None and following.text == "("
        if self.takes("!"):
            return self._negated(self._unary())
        if not is_call and self.takes("not", "NOT"):
            self.mend("words")
            return node(f"!({self.comparison().text})", NOT)
        if self.next is not None and self.next.text == "-" and following is not None and following.kind == "number":
            self.take()
            self.mend("number")
            return node(f"`-{self.take().text}`", LITERAL)
        return path(self)

    def _negated(self, inner: Node) -> Node:
        is_path = "." in inner.text or "[" in inner.text
        negated = node(f"!{inner.inside(*LOOSE, COMPARISON, *((PATH,) if is_path else ()))}", NOT)
        if self.next is None or self.next.kind != "sign" or self.next.text not in COMPARISONS:
            return negated
        compared = self.compared(inner)
        if compared.kind == COMPARISON and compared.parts[1].text in ("`true`", "`false`"):
            return binary(negated, compared.sign, compared.parts[1])
        self.mend("negation")
        return node(f"!({compared.text})", NOT)
