"""The files of an import in the bucket: the uploaded file, the parts of its report, and the report.

Each slice writes its part under its own number, so a repeated slice writes the same again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bivelio_core.faults import register
from bivelio_core.formulas import guarded
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

from .rows import Planned

FILE_CHANGED = register("contacts", "file_changed")
CONTENT_TYPE = "text/csv"
REPORT_HEADER = ("row", "result", "id", "field", "constraint", "message")


def source(state: Item) -> str:
    """The key of the uploaded file."""
    return f"imports/{state['id']}/contacts.csv"


def table(state: Item) -> str:
    """The key of the CSV that is read: the uploaded file, or what was made of one in another format."""
    return f"imports/{state['id']}/table.csv" if state.get("is_converted") else source(state)


def report(state: Item) -> str:
    """The key of the report once the import is completed."""
    return f"imports/{state['id']}/report.csv"


def write_part(files: TenantFiles, state: Item, planned: Sequence[Planned]) -> None:
    """Write the report of one slice."""
    files.put(_part(state, state["step"]), _lines(planned, state["language"]), CONTENT_TYPE)


def write_report(files: TenantFiles, state: Item, steps: int) -> None:
    """Write the whole report from this many slices."""
    parts = (b"".join(files.read(_part(state, step))) for step in range(steps))
    files.put(report(state), _line(REPORT_HEADER) + b"".join(parts), CONTENT_TYPE)


def _part(state: Item, step: int) -> str:
    return f"imports/{state['id']}/report/{step:05d}.csv"


def _lines(planned: Iterable[Planned], language: str) -> bytes:
    return b"".join(_line(values) for one in planned for values in _report_lines(one, language))


def _report_lines(one: Planned, language: str) -> Iterator[Sequence[Any]]:
    about = (one.number, one.result, one.id or "")
    lines = [(fault.field, fault.constraint, fault.message(language)) for fault in one.faults]
    lines += [(warning.field, warning.code, warning.message(language)) for warning in one.warnings]
    for line in lines or [("", "", "")]:
        yield (*about, *line)


def _line(values: Sequence[Any]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([guarded(str(value)) for value in values])
    return line.getvalue().encode()
