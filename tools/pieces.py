"""What the code of a place raises by itself, and what it calls: the pieces that tools/reached.py follows."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from bivelio_core.errors import ApiError

from tools.core_modules import PACKAGE, Module, Place, is_for_types, module_of, resolved
from tools.subclasses import failures

Kinds = tuple[type[ApiError], ...]

BY_NAME: Mapping[str, tuple[str, ...]] = {
    "providers.language_model.registry.adapter": tuple(
        f"providers.language_model.{name}.connect" for name in ("gemini", "offline", "simulated")
    ),
    "providers.mcp_server.registry._adapter": tuple(
        f"providers.mcp_server.{name}.connect" for name in ("client", "simulated")
    ),
}
"""Functions that import by a text what they call. Other adapters raise failures of their own, which services turn."""

OF_BUILTINS = frozenset(dir(str)) | frozenset(dir(bytes)) | frozenset(dir(dict)) | frozenset(dir(list))
"""Names of methods that objects of Python have too."""


class Call(NamedTuple):
    """What code may call, a place or an attribute of some object, and the failures that are caught there."""

    target: Place | None
    attribute: str
    caught: Kinds


@dataclass
class Piece:
    """A function, a method or the value of a name: what it raises by itself, what it calls, the classes it names."""

    raised: set[type[ApiError]] = field(default_factory=set)
    calls: set[Call] = field(default_factory=set)
    classes: set[Place] = field(default_factory=set)


def core_name(place: Place) -> str:
    """Return what a place of the core is called there: `store.revise.revise`."""
    return ".".join(place).removeprefix(f"{PACKAGE}.")


def _is_of_a_builtin(node: ast.Attribute) -> bool:
    """Tell whether a method is rather one of a text or a table than of the store: `find` of what is not named so."""
    owner = node.value
    if isinstance(owner, ast.Constant | ast.JoinedStr):
        return True
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else "store"
    return node.attr in OF_BUILTINS and "store" not in name and name != "self"


@cache
def piece_at(place: Place) -> Piece:
    """Return the piece of code at a place."""
    module = module_of(place[0])
    reader = _Reader(module)
    if kind := module.classes.get(place[1]):
        reader.piece.classes.add(place)
        for inner in kind.body:  # what runs when an object is made
            if isinstance(inner, ast.FunctionDef) and inner.name.startswith("__"):
                reader.piece.calls.add(Call((place[0], f"{place[1]}.{inner.name}"), "", ()))
            elif isinstance(inner, ast.Assign | ast.AnnAssign):
                reader.visit(inner)
    for node in module.defined.get(place[1], ()):
        reader.visit(node)
    for named in BY_NAME.get(core_name(place), ()):
        module_name, _, function = f"{PACKAGE}.{named}".rpartition(".")
        reader.piece.calls.add(Call((module_name, function), "", ()))
    return reader.piece


class _Reader(ast.NodeVisitor):
    """Notes what code raises and calls. Types and decorators are left out: they run before any request."""

    def __init__(self, module: Module) -> None:
        self.piece = Piece()
        self._module = module
        self._caught: Kinds = ()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Its defaults and its body."""
        self._read(*node.args.defaults, *(each for each in node.args.kw_defaults if each), *node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Its value."""
        self._read(*([node.value] if node.value else []))

    def visit_Try(self, node: ast.Try | ast.TryStar) -> None:
        """Its body with what the handlers catch."""
        self._within([kind for each in node.handlers for kind in _caught_by(each, self._module)], node.body)
        self._read(*(part for each in node.handlers for part in each.body), *node.orelse, *node.finalbody)

    visit_TryStar = visit_Try  # noqa: N815

    def visit_With(self, node: ast.With) -> None:
        """Its body with what `suppress` catches."""
        self._read(*(each.context_expr for each in node.items))
        self._within([kind for each in node.items for kind in _suppressed(each.context_expr, self._module)], node.body)

    def visit_If(self, node: ast.If) -> None:
        """What does not stand there for type checkers alone."""
        if not is_for_types(node):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """The class that is raised."""
        if node.exc is not None:
            self._note_failure(node.exc)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """The class that is made, perhaps for another to raise."""
        self._note_failure(node.func)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """What the name stands for."""
        self._note_place(resolved(node, self._module))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """What the attribute of a module stands for, or a method of some object."""
        if place := resolved(node, self._module):
            self._note_place(place)
        else:
            if not _is_of_a_builtin(node):
                self.piece.calls.add(Call(None, node.attr, self._caught))
            self.visit(node.value)

    def _read(self, *nodes: ast.AST) -> None:
        for node in nodes:
            self.visit(node)

    def _within(self, caught: list[type[ApiError]], nodes: list[ast.stmt]) -> None:
        outside = self._caught
        self._caught = (*outside, *caught)
        self._read(*nodes)
        self._caught = outside

    def _note_place(self, place: Place | None) -> None:
        if place and place[1] and not _failure_at(place):
            self.piece.calls.add(Call(place, "", self._caught))

    def _note_failure(self, node: ast.AST) -> None:
        """Note a class in `Conflict`, `Unprocessable.of` or `InsufficientScope(...).with_traceback`."""
        while isinstance(node, ast.Name | ast.Attribute | ast.Call):
            place = None if isinstance(node, ast.Call) else resolved(node, self._module)
            if place and (kind := _failure_at(place)):
                if not issubclass(kind, self._caught):
                    self.piece.raised.add(kind)
                return
            if isinstance(node, ast.Name):
                return
            node = node.func if isinstance(node, ast.Call) else node.value


def _caught_by(handler: ast.ExceptHandler, module: Module) -> Kinds:
    """Return the failures that a handler keeps: none when it raises what it has caught."""
    if handler.type is None:
        return (ApiError,)
    for node in ast.walk(handler):
        is_again = isinstance(node, ast.Raise) and (
            node.exc is None or (isinstance(node.exc, ast.Name) and node.exc.id == handler.name)
        )
        if is_again:
            return ()
    return tuple(_kinds_of(handler.type, module))


def _suppressed(node: ast.expr, module: Module) -> Iterator[type[ApiError]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "suppress":
        for each in node.args:
            yield from _kinds_of(each, module)


def _kinds_of(node: ast.expr, module: Module) -> Iterator[type[ApiError]]:
    for each in node.elts if isinstance(node, ast.Tuple) else [node]:
        if isinstance(each, ast.Name) and each.id in ("Exception", "BaseException"):
            yield ApiError
        elif (place := resolved(each, module)) and (kind := _failure_at(place)):
            yield kind
        elif place and place[1] and place[1] not in module_of(place[0]).classes:  # a tuple that has a name
            for value in module_of(place[0]).defined.get(place[1], ()):
                if isinstance(value, ast.Tuple):
                    yield from _kinds_of(value, module_of(place[0]))


@cache
def _failure_at(place: Place) -> type[ApiError] | None:
    return _by_place().get(place) or (ApiError if place == (ApiError.__module__, ApiError.__name__) else None)


@cache
def _by_place() -> dict[Place, type[ApiError]]:
    return {(kind.__module__, kind.__qualname__): kind for kind in failures()}
