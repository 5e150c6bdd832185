"""The files of exports, and the worker that writes large ones, and workbooks."""

import tempfile
from collections.abc import Iterable, Mapping
from typing import Any

from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Criteria
from bivelio_core.store.keys import EXPORT
from bivelio_core.store.writes import Update

from .export_options import VIEW_FILTER, ExportOptions
from .reading import load_export
from .storage import CONTENT_TYPES, export_file

IN_MEMORY_BYTES = 16_000_000


def carry_out(export_id: str, ctx: Context, files: TenantFiles) -> None:
    """The worker's side: write the whole file. A repetition writes it again."""
    state = load_export(export_id, ctx)
    if state["status"] != "running":
        return
    parameters = state["asked"]
    declared = DeclaredFields(ctx.store)
    total, batches = index_reader.every(ctx.store, declared.bound(CONTACTS), narrowing(parameters, declared))
    write(export_id, batches, parameters, ctx, files)
    ctx.store.update(EXPORT, export_id, Update(set={"status": "completed", "total": total}))


def narrowing(parameters: Mapping[str, Any], declared: DeclaredFields) -> Criteria:
    """The criteria of an export: those of its request, and the filter that its view had when it began."""
    of_request = criteria(
        parameters.get("search"), parameters.get("type"), parameters.get("tags", ()), parameters.get("filter"), declared
    )
    return (*of_request, *criteria(None, None, (), parameters.get(VIEW_FILTER), declared))


def write(
    export_id: str, batches: Iterable[list[Item]], parameters: Mapping[str, Any], ctx: Context, files: TenantFiles
) -> None:
    """Write the file of an export in its format."""
    options = ExportOptions.of(parameters)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        if options.format == "vcard":
            from .export_cards import write_cards  # noqa: PLC0415 - most exports are tables

            write_cards(batches, ctx.store, options.vcard_version, file)
        else:
            from .export_tables import write_csv, write_workbook  # noqa: PLC0415 - who begins an export writes few

            write_table = write_workbook if options.format == "xlsx" else write_csv
            write_table(batches, ctx.organisation, options, file)
        file.seek(0)
        files.put_stream(export_file(export_id, options.format), file, CONTENT_TYPES[options.format])
