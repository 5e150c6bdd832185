"""The rows of a sheet of an Excel workbook as data: the reader of workbooks, with the refusals of documents."""

import io
from collections.abc import Iterator

from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.workbooks import NoWorkbook, Workbook

from .tables import Cell


def table(content: bytes, sheet: str | None) -> tuple[str, list[str], Iterator[list[Cell]]]:
    """Return the name of a sheet, the first if none is named, those of all, and its rows. Raises Refused."""
    try:
        book = Workbook(io.BytesIO(content))
    except NoWorkbook as error:
        raise Refused(error.reason, str(error)) from error
    name = next(iter(book.sheets), None) if sheet is None else sheet
    if name is None or name not in book.sheets:
        raise Refused("no_sheet", "it has no such sheet")
    return name, book.sheets, _rows(book, name)


def _rows(book: Workbook, sheet: str) -> Iterator[list[Cell]]:
    try:
        for row in book.rows(sheet):
            yield row.cells
    except NoWorkbook as error:
        raise Refused(error.reason, str(error)) from error
