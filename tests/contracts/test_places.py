"""The function of each operation is where its name says, so that nobody searches for it."""

import ast
from pathlib import Path

import pytest

from tools.endpoints import operations
from tools.places import ELSEWHERE, place_of
from tools.template import ROOT

pytestmark = pytest.mark.fix("Move the function to where tools/places.py has it, or rename it.")

CORE = ROOT / "layers" / "core" / "bivelio_core"

OPERATIONS = {each.endpoint.operation: each.function.folder for each in operations()}


def called_by(handler: Path) -> set[str]:
    """What a handler calls of our modules, as `contacts.reading.get`."""
    tree = ast.parse(handler.read_text(encoding="utf-8"))
    names = {
        (alias.asname or alias.name): f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bivelio_core")
        for alias in node.names
    }
    return {
        f"{names[node.value.id]}.{node.attr}".removeprefix("bivelio_core.")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    }


def test_every_operation_is_where_its_name_says():
    elsewhere = {}
    for operation, folder in OPERATIONS.items():
        place = ".".join(place_of(operation))
        if place not in (called := called_by(ROOT / folder / "handler.py")):
            elsewhere[operation] = f"{place}, not {sorted(called)}"
    assert elsewhere == {}


def test_every_exception_is_an_operation():
    assert ELSEWHERE.keys() <= OPERATIONS.keys()


@pytest.mark.parametrize("module", ["reading"])
def test_what_reads_imports_nothing_that_writes(module):
    found = {}
    for path in CORE.rglob(f"{module}.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                named = {*(node.module or "").split("."), *(alias.name for alias in node.names)}
                if named & {"writing", "actions"}:
                    found[str(path.relative_to(CORE))] = ast.unparse(node)
    assert not found
