"""Which endpoints reach `revise`, by the calls that the sources show."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.endpoints import operations
from tools.template import ROOT

LAYER = ROOT / "layers" / "core"
REVISE = "bivelio_core.store.revise.revise"


@cache
def calls() -> dict[str, frozenset[str]]:
    """What each function of our own names, by full names; a function within another belongs to that."""
    found: dict[str, frozenset[str]] = {}
    for file in (LAYER / "bivelio_core").rglob("*.py"):
        module = ".".join(file.relative_to(LAYER).with_suffix("").parts)
        found |= dict(_of_module(module, file))
    return found


def _of_module(module: str, file: Path) -> Iterator[tuple[str, frozenset[str]]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    known = _imported(tree, module) | {
        node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield f"{module}.{node.name}", frozenset(_named(node, known))


def _imported(tree: ast.Module, module: str) -> dict[str, str]:
    """The full names of what a module imports, also late."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            parts = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            known |= {name.asname or name.name: f"{base}.{name.name}" for name in node.names}
    return known


def _named(function: ast.FunctionDef, known: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Name(name) if name in known:
                yield known[name]
            case ast.Attribute(ast.Name(name), attribute) if name in known:
                yield f"{known[name]}.{attribute}"


def reaching(name: str) -> set[str]:
    """The functions that come to another one, by those that they call; and that one."""
    found = {name}
    while more := {each for each, named in calls().items() if each not in found and named & found}:
        found |= more
    return found


def endpoints(name: str = REVISE) -> set[str]:
    """The operations whose handlers come to a function."""
    found = reaching(name)
    return {operation for operation, named in _handlers() if named & found}


def _handlers() -> list[tuple[str, frozenset[str]]]:
    found = []
    for operation in operations():
        named = [names for _, names in _of_module("handler", operation.function.handler_file)]
        found.append((operation.endpoint.operation, frozenset().union(*named)))
    return found


def workers() -> set[str]:
    """The functions that call `revise` themselves, and no endpoint calls them."""
    users = {name for name, named in calls().items() if REVISE in named}
    return {name.removeprefix("bivelio_core.") for name in users if not endpoints(name)}
