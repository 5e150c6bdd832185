"""Contacts as rows of a table: the chosen columns, as texts of a CSV or as cells of a workbook.

A column of the format has the text that imports read. A column `custom_fields.<name>` has the value of that field.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from bivelio_core.formulas import guarded, unguarded
from bivelio_core.store.codec import Item

from .export_options import SEPARATORS, ExportOptions
from .table_format import CUSTOM, EXPORTED, join_tags, texts_of

Cell = str | int | float | bool | Decimal | None
MOST_ROWS = 1_048_576
"""The rows of a sheet, that of the names included (Excel's specifications and limits)."""
EXACT = 10**15
"""From here on a spreadsheet rounds whole numbers."""


def write_csv(batches: Iterable[list[Item]], organisation: str, options: ExportOptions, file: IO[bytes]) -> None:
    """Write a CSV in UTF-8; with a mark before it (`bom`) spreadsheets recognise that it is."""
    if options.bom:
        file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=SEPARATORS[options.separator])
    writer.writerow(map(guarded, options.columns))
    for batch in batches:
        for cells in rows(batch, organisation, options.columns):
            writer.writerow(guarded(_written(cell, options)) for cell in cells)
    text.detach()


def write_workbook(batches: Iterable[list[Item]], organisation: str, options: ExportOptions, file: IO[bytes]) -> None:
    """Write a workbook, a row at a time; what does not fit into a sheet is in the next one.

    Texts are texts: one that looks like a formula has the mark by which Excel leaves it alone when it is edited, too.
    """
    import xlsxwriter  # noqa: PLC0415 - in the layer of the worker alone

    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        quoted, heading = book.add_format({"quote_prefix": True}), book.add_format({"bold": True})
        sheet, number = None, MOST_ROWS
        for cells in (cells for batch in batches for cells in rows(batch, organisation, options.columns)):
            if number >= MOST_ROWS:
                sheet, number = _sheet(book, options.columns, heading), 1
            for place, cell in enumerate(cells):
                _write_cell(sheet, number, place, cell, quoted)
            number += 1
        if sheet is None:
            _sheet(book, options.columns, heading)


def rows(contacts: Iterable[Item], organisation: str, columns: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield the cells of each contact."""
    for item in contacts:
        texts = dict(zip(EXPORTED, texts_of(item, organisation), strict=True))
        custom = item.get("custom_fields") or {}
        yield [
            _cell(custom.get(column.removeprefix(CUSTOM))) if column.startswith(CUSTOM) else texts[column]
            for column in columns
        ]


def _cell(value: Any) -> Cell:
    """The value of a custom field as a cell: several texts are written as tags are, objects as JSON."""
    if value is None or isinstance(value, str | bool | int | float | Decimal):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return join_tags(value)
    return json.dumps(value, ensure_ascii=False, default=float)


def _written(cell: Cell, options: ExportOptions) -> str:
    """A cell as text."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int() | float() | Decimal():
            text = format(Decimal(str(cell)), "f")
            return text.replace(".", ",") if options.decimal_separator == "comma" else text
        case _:
            return cell


def _sheet(book: Any, columns: Sequence[str], heading: Any) -> Any:
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, heading)
    return sheet


def _write_cell(sheet: Any, row: int, place: int, cell: Cell, quoted: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, int | float) and abs(cell) < EXACT:
        sheet.write_number(row, place, cell)
    else:
        text = str(cell)
        # imports take an apostrophe away that stands before a formula: one that is the text's own needs another
        own = guarded(text) if unguarded(text) != text else text
        sheet.write_string(row, place, own, quoted if guarded(text) != text else None)
