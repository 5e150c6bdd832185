"""Exports of contacts, newest first: small ones within the request, large ones by the worker."""

import codecs
import csv
import io
import json
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.terms import CONTACTS, criteria
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import EXPORT
from bivelio_core.store.writes import Put, Update

from . import queue
from .models import Export, ExportContacts
from .storage import expiry
from .table_format import EXPORTED, row_of

CONTENT_TYPE = "text/csv; charset=utf-8"
AT_ONCE = 1_000
"""The most contacts that are exported within the request."""

DOWNLOAD_SECONDS = 3_600
IN_MEMORY_BYTES = 16_000_000


def begin(request: ExportContacts, ctx: Context, files: TenantFiles) -> Export:
    """Export now, or have the worker do it. Raises ValidationError for a search without words.

    A request that is repeated with its Idempotency-Key begins no second export; a different request does.
    """
    asked = {name: value for name, value in request.model_dump().items() if value}
    wanted = criteria(request.search, request.type, request.tags)
    repeatable = ctx.idempotency_key and f"{ctx.idempotency_key} {json.dumps(asked, sort_keys=True)}"
    export_id = ids.id_for_key("export", ctx.organisation, repeatable)
    if ctx.idempotency_key is not None and (begun := ctx.store.get(EXPORT, export_id)) is not None:
        if begun["status"] == "running":
            queue.send("export", export_id, ctx.tenant, ctx.language)
        return show(begun, files)
    total, batches = index_reader.every(ctx.store, CONTACTS, wanted)
    state: dict[str, Any] = {
        "id": export_id,
        "status": "running",
        "total": total,
        "asked": asked,
        "created_at": clock.timestamp(),
        **expiry(ctx.tenant),
    }
    if total <= AT_ONCE:
        _write(state["id"], batches, ctx, files)
        state["status"] = "completed"
    entry = _audited(ctx, export=export_id, contacts=total, narrowed_by=sorted(asked))
    ctx.store.transact([ctx.store.put_write(EXPORT, export_id, state), entry])
    if state["status"] == "running":
        queue.send("export", state["id"], ctx.tenant, ctx.language)
    return show(state, files)


def load(export_id: str, ctx: Context) -> Item:
    """The state of an export. Raises ResourceForbidden, ResourceNotFound."""
    return ctx.store.find(EXPORT, export_id)


def carry_out(export_id: str, ctx: Context, files: TenantFiles) -> None:
    """The worker's side: write the whole file. A repetition writes it again."""
    state = load(export_id, ctx)
    if state["status"] != "running":
        return
    asked = state["asked"]
    wanted = criteria(asked.get("search"), asked.get("type"), asked.get("tags", ()))
    total, batches = index_reader.every(ctx.store, CONTACTS, wanted)
    _write(export_id, batches, ctx, files)
    ctx.store.update(EXPORT, export_id, Update(set={"status": "completed", "total": total}))


def show(state: Item, files: TenantFiles) -> Export:
    """The resource of a state, with a newly signed URL."""
    is_done = state["status"] == "completed"
    expires_at = clock.timestamp(clock.now() + timedelta(seconds=DOWNLOAD_SECONDS))
    return Export(
        **{name: state[name] for name in ("id", "status", "total", "created_at")},
        url=files.download_url(_file(state["id"]), "contacts.csv", DOWNLOAD_SECONDS) if is_done else None,
        expires_at=expires_at if is_done else None,
    )


def _write(export_id: str, batches: Iterable[list[Item]], ctx: Context, files: TenantFiles) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        file.write(codecs.BOM_UTF8)  # without it, spreadsheets do not recognise UTF-8
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(EXPORTED)
        for batch in batches:
            writer.writerows(row_of(item, ctx.organisation) for item in batch)
        text.detach()
        file.seek(0)
        files.put_stream(_file(export_id), file, CONTENT_TYPE)


def _file(export_id: str) -> str:
    return f"exports/{export_id}/contacts.csv"


def _audited(ctx: Context, **details: Any) -> Put:
    """The audit entry of an export that begins. The worker that goes on with it needs no audit log."""
    from bivelio_core import audit  # noqa: PLC0415

    return audit.of(ctx, "export.started", **details)
