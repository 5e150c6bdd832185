"""Write the books as AEAT takes them: a spreadsheet with a sheet for each, or CSV files.

Numbers and days of a spreadsheet are values with AEAT's formats, which programs show in their own way; in CSV they are
written out: `1234,50`, `07/04/2026`, separated by semicolons (LSI.xlsx, validations 3 and 5).
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any, NamedTuple

from bivelio_core.formulas import guarded

from .columns import INVESTMENTS, ISSUED, RECEIVED, Column, Sheet
from .sources import Source

FIRST_ROW = 2
"""Rows are counted from 0: two rows of headings come before."""
DAY = "dd/mm/yyyy"
Cells = Sequence[Any]


class Filled(NamedTuple):
    """A sheet and its rows."""

    sheet: Sheet
    rows: Sequence[Cells]


def filled(source: Source) -> list[Filled]:
    """Return the sheets of the books of a period."""
    return [
        Filled(ISSUED, source.books.issued),
        Filled(RECEIVED, source.books.received),
        Filled(INVESTMENTS, source.investments),
    ]


def empty_columns(sheet: Filled) -> list[str]:
    """Return the headings of the columns in which no row says anything; none of a sheet without rows."""
    if not sheet.rows:
        return []
    fillings = [any(row[place] is not None for row in sheet.rows) for place in range(len(sheet.sheet.columns))]
    return [name for name, is_filled in zip(full_headings(sheet.sheet), fillings, strict=True) if not is_filled]


def full_headings(sheet: Sheet) -> list[str]:
    """Return the headings of a sheet's columns, each with that of its group."""
    headings, group = [], ""
    for column in sheet.columns:
        group = column.group or group
        headings.append(f"{group}: {column.heading}" if column.heading else group)
    return headings


def write_xlsx(sheets: Iterable[Filled], file: IO[bytes]) -> None:
    """Write a spreadsheet, a row at a time: it holds no more than one in memory."""
    import xlsxwriter  # noqa: PLC0415 - in the layer of who writes books

    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        formats = {
            "amount": book.add_format({"num_format": "0.00"}),
            "day": book.add_format({"num_format": DAY}),
            "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        }
        for each in sheets:
            _write_sheet(book.add_worksheet(each.sheet.name), each, formats)


def write_csv(sheet: Filled, text: IO[str]) -> None:
    """Write a sheet as CSV, with its two rows of headings."""
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.group for column in sheet.sheet.columns)
    writer.writerow(column.heading for column in sheet.sheet.columns)
    for row in sheet.rows:
        writer.writerow(_written(cell) for cell in row)


def _write_sheet(worksheet: Any, filled_sheet: Filled, formats: dict[str, Any]) -> None:
    columns = filled_sheet.sheet.columns
    for row in range(FIRST_ROW):
        for place, column in enumerate(columns):
            worksheet.write_string(row, place, column[row], formats["heading"])
    for number, cells in enumerate(filled_sheet.rows, start=FIRST_ROW):
        for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            if cell is not None:
                _write_cell(worksheet, number, place, cell, column, formats)


def _write_cell(worksheet: Any, row: int, place: int, cell: Any, column: Column, formats: dict[str, Any]) -> None:
    if column.format == "amount":
        worksheet.write_number(row, place, float(cell), formats["amount"])
    elif column.format == "day":
        worksheet.write_datetime(row, place, cell, formats["day"])
    elif column.format == "year":
        worksheet.write_number(row, place, cell)
    else:
        worksheet.write_string(row, place, str(cell))


def _written(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else guarded(str(cell))
