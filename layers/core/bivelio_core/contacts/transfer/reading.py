"""Read how far an import or an export is, with the URLs of its files."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.warnings import Finding
from bivelio_core.context import Context
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import EXPORT, IMPORT

from .import_files import report
from .models import Export, GetExport, GetImport, Import, ImportUndo, KeptContact, RowError, RowWarning
from .rows import RESULTS
from .storage import export_file, file_name, files_of

DOWNLOAD_SECONDS = 3_600


def import_status(request: GetImport, ctx: Context) -> Import:
    """Read an import. Raises ResourceForbidden, ResourceNotFound."""
    return show_import(load_import(request.id, ctx), ctx, files_of(ctx.tenant))


def export_status(request: GetExport, ctx: Context) -> Export:
    """Read an export. Raises ResourceForbidden, ResourceNotFound."""
    return show_export(load_export(request.id, ctx), files_of(ctx.tenant))


def load_export(export_id: str, ctx: Context) -> Item:
    """The state of an export. Raises ResourceForbidden, ResourceNotFound."""
    return ctx.store.find(EXPORT, export_id)


def show_export(state: Item, files: TenantFiles) -> Export:
    """The resource of a state, with a newly signed URL."""
    is_done, form = state["status"] == "completed", state["asked"].get("format", "csv")
    expires_at = clock.timestamp(clock.real_now() + timedelta(seconds=DOWNLOAD_SECONDS))
    return Export(
        **{name: state[name] for name in ("id", "status", "total", "created_at")},
        url=files.download_url(export_file(state["id"], form), file_name(form), DOWNLOAD_SECONDS) if is_done else None,
        expires_at=expires_at if is_done else None,
    )


def load_import(import_id: str, ctx: Context) -> Item:
    """The state of an import. Raises ResourceForbidden, ResourceNotFound."""
    return ctx.store.find(IMPORT, import_id)


def show_import(state: Item, ctx: Context, files: TenantFiles) -> Import:
    """The resource of a state, for everybody who may read it: without the upload URL, which allows writing."""
    report_url = None
    if state["status"] in ("completed", "undoing", "undone"):
        report_url = files.download_url(report(state), f"{state['id']}.csv", DOWNLOAD_SECONDS)
    return Import(
        **{name: state[name] for name in ("id", "status", "dry_run", "created_at", "updated_at")},
        **{name: state[name] for name in RESULTS},
        progress=round(state["offset"] / state["size"], 3) if state["size"] else 0.0,
        rows=sum(state[name] for name in RESULTS),
        warned=state.get("warned", 0),
        errors=[_row_error(error, ctx.language) for error in state["errors"]],
        warnings=[_row_warning(stored, ctx.language) for stored in state.get("warnings", ())],
        undo=_undo(state["undo"]) if "undo" in state else None,
        report_url=report_url,
    )


def _undo(undo: Item) -> ImportUndo:
    return ImportUndo(
        removed=undo["removed"],
        restored=undo["restored"],
        unchanged=undo["kept"],
        unchanged_contacts=[KeptContact(**row) for row in undo["kept_rows"]],
    )


def _row_error(error: dict[str, Any], language: str) -> RowError:
    fault = Fault(error["field"], error["constraint"], error["values"])
    return RowError(row=error["row"], field=fault.field, constraint=fault.constraint, message=fault.message(language))


def _row_warning(stored: dict[str, Any], language: str) -> RowWarning:
    finding = Finding(**{name: value for name, value in stored.items() if name != "of"})
    return RowWarning(
        row=stored["of"],
        code=finding.code,
        field=finding.field,
        message=finding.message(language),
        contact_id=finding.contact_id,
        other_row=finding.row,
    )
