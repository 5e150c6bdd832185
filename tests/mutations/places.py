"""The places of the core that can be changed, and what can stand there: one thing at a time."""

import ast
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.areas import CORE
from tests.tiers import ROOT

LEFT_OUT = re.compile(r"(^|/)(samples|domain|domains|texts|errors|.*_texts|terms)\.py$|/planned/|/drafting/examples")
"""Declarations and sample data."""

NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
}


@dataclass(frozen=True)
class Change:
    """One place of a file, from which character to which, and what stands there instead."""

    file: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    @property
    def area(self) -> str:
        """The domain: the package or module of the core."""
        return self.file.relative_to(CORE).parts[0].removesuffix(".py")

    def __str__(self) -> str:
        before, after = (" ".join(text.split())[:60] for text in (self.before, self.after))
        return f"{self.file}:{self.line}  {before}  ->  {after}"

    def applied(self, text: str) -> str:
        """The text of the file with this change."""
        return f"{text[: self.start]}({self.after}){text[self.end :]}"


def variants(node: ast.AST) -> Iterator[ast.expr]:
    """What can stand in the place of an expression, each with one thing changed."""
    match node:
        case ast.Compare(left, [operator], right):
            for table in (NEGATED, BOUNDARY):
                if type(operator) in table:
                    yield ast.Compare(left, [table[type(operator)]()], right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.BinOp(left, operator, right) if type(operator) in ARITHMETIC:
            yield ast.BinOp(left, ARITHMETIC[type(operator)](), right)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)


def changed_nodes(function: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Expressions of a function's body with what can stand there; no texts, annotations or functions inside it."""
    for child in ast.iter_child_nodes(function):
        match child:
            case ast.JoinedStr() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.arguments():
                continue
            case ast.AnnAssign(value=value):
                children = [value] if value else []
                yield from chain.from_iterable(map(_expression, children))
                continue
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield value, ast.Constant(None)
        yield from _expression(child)


def _expression(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.expr):
        yield from ((node, other) for other in variants(node))
    yield from changed_nodes(node)


def changes(file: Path) -> Iterator[Change]:
    """All changes of a file, in its functions: constants outside of them are declarations."""
    text = (ROOT / file).read_text(encoding="utf-8")
    lengths = [len(line) for line in text.splitlines(keepends=True)]
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    encoded = [line.encode() for line in text.splitlines(keepends=True)]

    def place(line: int, column: int) -> int:
        return starts[line - 1] + len(encoded[line - 1][:column].decode())

    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for function in (node for node in ast.walk(ast.parse(text)) if isinstance(node, functions)):
        body = ast.Module(function.body, [])
        for node, other in changed_nodes(body):
            start, end = place(node.lineno, node.col_offset), place(node.end_lineno or 0, node.end_col_offset or 0)
            yield Change(file, node.lineno, start, end, text[start:end], ast.unparse(other))


def files() -> list[Path]:
    """The files of the core that decide something."""
    found = (file.relative_to(ROOT) for file in (ROOT / CORE).rglob("*.py"))
    return sorted(file for file in found if not LEFT_OUT.search(file.as_posix()))


def drawn(seed: int, count: int) -> list[Change]:
    """As many changes as asked for, the same for a seed: of one domain after the other, each of a file drawn first."""
    draw = random.Random(seed)
    areas: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files():
        areas[file.relative_to(CORE).parts[0] if len(file.relative_to(CORE).parts) > 1 else "(modules)"].append(file)
    found: list[Change] = []
    names = sorted(areas)
    while len(found) < count:
        draw.shuffle(names)
        for name in names:
            if one := _of(areas[name], draw, found):
                found.append(one)
    return found[:count]


def _of(candidates: Sequence[Path], draw: random.Random, known: list[Change]) -> Change | None:
    possible = [one for one in changes(draw.choice(candidates)) if one not in known]
    return draw.choice(possible) if possible else None


def at(place: str) -> list[Change]:
    """All changes of a line, as layers/core/bivelio_core/cases/items.py:26."""
    file, _, line = place.partition(":")
    return [one for one in changes(Path(file)) if one.line == int(line)]
