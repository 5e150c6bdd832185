"""What the dashboard's files import: no circle, so that each can be read, tested and moved without the others."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tools.dashboard.build import DASHBOARD

SOURCE = DASHBOARD / "src"
IMPORT = re.compile(r"^(?:import|export)\s+(?!type\s)[^;]*?from\s+'([^']+)'", re.MULTILINE)
"""An import of values. Those of types are gone when it runs, and `import()` is what a page is loaded by."""


def imported(file: Path) -> set[Path]:
    """The files of ours that a file imports."""
    named = IMPORT.findall(file.read_text(encoding="utf-8"))
    near = [SOURCE / name[2:] if name.startswith("~/") else file.parent / name for name in named if name[0] in "~."]
    found = [place.with_name(place.name + end).resolve() for place in near for end in (".ts", ".tsx")]
    return {each for each in found if each.is_file() and each.is_relative_to(SOURCE)}


def test_no_file_imports_itself_by_others():
    files = [*SOURCE.rglob("*.ts"), *SOURCE.rglob("*.tsx")]
    try:
        order = list(TopologicalSorter({file: imported(file) for file in files}).static_order())
    except CycleError as error:
        circle = [str(file.relative_to(SOURCE)) for file in error.args[1]]
        raise AssertionError(circle) from error
    assert len(order) == len(files) > 300
