"""The codes of errors that an operation can answer: those raised in the modules that its handler loads."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path

from tools.endpoints import operations
from tools.subclasses import failures
from tools.template import ROOT

_CORE = ROOT / "layers" / "core"
_PACKAGE = "bivelio_core"

OF_THE_ENTRYPOINT = frozenset({"INTERNAL_ERROR", "RATE_LIMIT_EXCEEDED", "TEMPORARILY_UNAVAILABLE", "VALIDATION_ERROR"})
"""Answered for every operation by what stands before it, without being raised there."""


@cache
def raised(operation: str) -> frozenset[str]:
    """Return the codes of the errors that the modules of an operation raise; too many rather than too few."""
    (handler,) = (each.function.handler_file for each in operations() if each.function.operation == operation)
    return frozenset(code for file in _loaded(handler) for code in _raised_in(file)) | OF_THE_ENTRYPOINT


def conflicts(operation: str) -> bool:
    """Tell whether an operation can answer 409 by itself, besides what an Idempotency-Key brings."""
    at_409 = {kind.code for kind in failures() if kind.status == HTTPStatus.CONFLICT}
    return any(code in at_409 for code in raised(operation) if not code.startswith("IDEMPOTENCY_"))


def _loaded(handler: Path) -> set[Path]:
    """The handler and our modules that it imports, those within functions too."""
    files: set[Path] = set()
    waiting = [handler]
    while waiting:
        if (file := waiting.pop()) not in files:
            files.add(file)
            waiting.extend(_imported(file))
    return files


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _imported(file: Path) -> tuple[Path, ...]:
    names = {name for node in _run(_parsed(file)) for name in _names(node, file)}
    return tuple(source for name in sorted(names) if name.startswith(_PACKAGE) and (source := _file(name)))


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node, without what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"):
            yield child
            yield from _run(child)


def _names(node: ast.AST, file: Path) -> Iterable[str]:
    """The modules, and what might be modules, that an import names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    module = node.module or ""
    if node.level:
        parents = file.relative_to(_CORE).parts[: -node.level]
        module = ".".join((*parents, *([module] if module else [])))
    return [module, *(f"{module}.{alias.name}" for alias in node.names)]


def _file(module: str) -> Path | None:
    path = _CORE.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


@cache
def _raised_in(file: Path) -> frozenset[str]:
    """The codes of the classes that a module raises, or makes for another to raise."""
    names: set[str] = set()
    for node in ast.walk(_parsed(file)):
        expression = node.exc if isinstance(node, ast.Raise) else node.func if isinstance(node, ast.Call) else None
        if expression is not None:
            names |= {part.id for part in ast.walk(expression) if isinstance(part, ast.Name)}
    return frozenset(code for name in names for code in _codes().get(name, ()))


@cache
def _codes() -> dict[str, set[str]]:
    """Codes by the name of their class."""
    operations()  # it imports the modules that declare them
    codes: dict[str, set[str]] = {}
    for kind in failures():
        codes.setdefault(kind.__name__, set()).add(kind.code)
    return codes
