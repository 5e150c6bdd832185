"""What a module defines and imports by name, and what a name in its code stands for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tools.template import ROOT

PACKAGE = "bivelio_core"
_CORE = ROOT / "layers" / "core"

Place = tuple[str, str]
"""A module and a name in it, that of a method with its class: `("bivelio_core.errors", "ApiError.describe")`."""


@dataclass
class Module:
    """What a module defines and imports, by name."""

    name: str
    defined: dict[str, list[ast.AST]] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imported: dict[str, Place] = field(default_factory=dict)


def class_at(node: ast.expr, module: Module) -> Place | None:
    """Return the class of the core that an expression names."""
    place = resolved(node, module)
    return place if place and place[1] in module_of(place[0]).classes else None


@cache
def module_of(name: str) -> Module:
    """Return what a module of the core defines, or the file of a handler by its path."""
    path = Path(name) if name.endswith(".py") else _file(name)
    if path is None:
        raise FileNotFoundError(name)
    module = Module(name)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in _without_types(tree):
        if isinstance(node, ast.ImportFrom):
            _note_import(node, package, module)
        elif isinstance(node, ast.Import):
            module.imported |= {(each.asname or each.name): (each.name, "") for each in node.names if each.asname}
    for node in _statements(tree):
        _note_definition(node, module)
    return module


def _note_definition(node: ast.AST, module: Module) -> None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            module.defined.setdefault(node.name, []).append(node)
        case ast.ClassDef():
            module.classes[node.name] = node
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    module.defined.setdefault(f"{node.name}.{inner.name}", []).append(inner)
        case ast.Assign() | ast.AnnAssign() if node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
            for name in names:
                module.defined.setdefault(name.id, []).append(node.value)


def _note_import(node: ast.ImportFrom, package: str, module: Module) -> None:
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    source = ".".join([*above, *([node.module] if node.module else [])])
    if source.partition(".")[0] != PACKAGE:
        return
    for each in node.names:
        is_module = _file(f"{source}.{each.name}") is not None
        place = (f"{source}.{each.name}", "") if is_module else (source, each.name)
        module.imported[each.asname or each.name] = place


@cache
def _file(module: str) -> Path | None:
    path = _CORE.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module, those below a condition too."""
    for child in ast.iter_child_nodes(node):
        if not is_for_types(child):
            yield child
            if isinstance(child, ast.If | ast.Try):
                yield from _statements(child)


def _without_types(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a node, without what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if not is_for_types(child):
            yield child
            yield from _without_types(child)


def is_for_types(node: ast.AST) -> bool:
    """Tell whether a statement is for type checkers alone."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def resolved(node: ast.AST, module: Module) -> Place | None:
    """Return the place that a name, or an attribute of a module or a class, stands for."""
    if isinstance(node, ast.Name):
        if node.id in module.defined or node.id in module.classes:
            return (module.name, node.id)
        return _followed(module.imported[node.id]) if node.id in module.imported else None
    if isinstance(node, ast.Attribute) and (owner := resolved(node.value, module)):
        source, name = owner
        if not name:
            return _followed((source, node.attr))
        inner = f"{name}.{node.attr}"
        return (source, inner) if inner in module_of(source).defined else None
    return None


def _followed(place: Place) -> Place | None:
    """Return where a name is defined, through the modules that only import it."""
    source, name = place
    if not name:
        return place
    module = module_of(source)
    if name in module.defined or name in module.classes:
        return place
    if name in module.imported:
        return _followed(module.imported[name])
    return (f"{source}.{name}", "") if _file(f"{source}.{name}") else None
