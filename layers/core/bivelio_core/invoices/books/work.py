"""Write the files of books: in the request when they are small, else by the worker. A repetition writes them again."""

import codecs
import io
import tempfile
from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.invoices import days
from bivelio_core.store.keys import INVOICE_BOOKS
from bivelio_core.store.writes import Update

from . import sources, spreadsheet, storage
from .periods import Period
from .sources import Source

IN_MEMORY_BYTES = 16_000_000


def carry_out(books_id: str, ctx: Context) -> None:
    """The worker's side: write the files, unless that is done."""
    state = ctx.store.get(INVOICE_BOOKS, books_id)
    if state is None or state["status"] != "running":
        return
    ctx.store.update(INVOICE_BOOKS, books_id, Update(set=written(state, ctx)))


def written(state: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """Write the files of books, and return what their record says then."""
    source = sources.of_period(ctx.store, period_of(state), days.zone_of(ctx.store))
    sheets = spreadsheet.filled(source)
    return {
        "status": "completed",
        "files": _write(state, source, ctx),
        "rows": [len(each.rows) for each in sheets],
        "invoices": len(source.issued) + len(source.received) - source.without_euros,
        "left_out": source.without_euros,
        "empty_columns": [spreadsheet.empty_columns(each) for each in sheets],
    }


def period_of(state: Mapping[str, Any]) -> Period:
    """Return the period of stored books."""
    return Period(*(int(part) for part in state["period"]))


def _write(state: Mapping[str, Any], source: Source, ctx: Context) -> list[str]:
    """Write the files; return their names."""
    sheets, files = spreadsheet.filled(source), storage.files_of(ctx.tenant)
    if state["format"] == "xlsx":
        name = storage.file_name(source.period, source.keeper)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
            spreadsheet.write_xlsx(sheets, file)
            file.seek(0)
            files.put_stream(storage.path_of(state["id"], name), file, storage.XLSX)
        return [name]
    names = []
    for each in sheets:
        name = storage.file_name(source.period, source.keeper, each.sheet)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
            file.write(codecs.BOM_UTF8)  # without it, spreadsheets do not recognise UTF-8
            text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
            spreadsheet.write_csv(each, text)
            text.detach()
            file.seek(0)
            files.put_stream(storage.path_of(state["id"], name), file, storage.CSV)
        names.append(name)
    return names
