"""The files of exports, and the worker that writes large ones."""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterable

from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import EXPORT
from bivelio_core.store.writes import Update

from .reading import load_export
from .storage import export_file
from .table_format import EXPORTED, row_of

CONTENT_TYPE = "text/csv; charset=utf-8"

IN_MEMORY_BYTES = 16_000_000


def carry_out(export_id: str, ctx: Context, files: TenantFiles) -> None:
    """The worker's side: write the whole file. A repetition writes it again."""
    state = load_export(export_id, ctx)
    if state["status"] != "running":
        return
    filters = state["asked"]
    declared = DeclaredFields(ctx.store)
    narrowing = criteria(
        filters.get("search"), filters.get("type"), filters.get("tags", ()), filters.get("filter"), declared
    )
    total, batches = index_reader.every(ctx.store, declared.bound(CONTACTS), narrowing)
    write(export_id, batches, ctx, files)
    ctx.store.update(EXPORT, export_id, Update(set={"status": "completed", "total": total}))


def write(export_id: str, batches: Iterable[list[Item]], ctx: Context, files: TenantFiles) -> None:
    """Write the file of an export, for spreadsheets."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        file.write(codecs.BOM_UTF8)  # without it, spreadsheets do not recognise UTF-8
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(EXPORTED)
        for batch in batches:
            writer.writerows(row_of(item, ctx.organisation) for item in batch)
        text.detach()
        file.seek(0)
        files.put_stream(export_file(export_id), file, CONTENT_TYPE)
