"""Exports in the table, and how they begin: once for an Idempotency-Key."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import DATA_EXPORT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import absent
from bivelio_core.tenancy import Tenant

from . import data_queue
from .models import DataExport

AREA = "transfers"
"""The bucket's lifecycle rule names it: its files are deleted after 35 days at the latest."""

KEPT = timedelta(days=7)
LINK = timedelta(hours=24)
"""At most: a URL ends with the session of the function that signed it, some hours later. Another is to be asked for."""

ARCHIVE = "export.zip"


def begin(ctx: Context, subject: Mapping[str, Any], operation: str) -> DataExport:
    """Begin an export with its audit entry, and have the worker write it; a repeated request begins no second one."""
    repeatable = ctx.idempotency_key and f"{operation} {ctx.idempotency_key} {subject.get('contact', '')}"
    export_id = ids.id_for_key("data_export", ctx.organisation, repeatable)
    about = {
        "id": export_id,
        "status": "running",
        "items": 0,
        "files": 0,
        "language": ctx.language,
        "created_at": clock.timestamp(),
        **subject,
        **({} if ctx.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}),
    }
    put = ctx.store.put_write(DATA_EXPORT, export_id, about, condition=absent())
    details = {name: subject[name] for name in ("contact_id",) if name in subject}
    try:
        ctx.store.transact([put, audit.of(ctx, "data.exported", export=export_id, **details)])
    except TransactionFailed as failure:
        if 0 not in failure.items:
            raise
    data_queue.send(export_id, ctx.tenant, ctx.language)
    return show(existing(ctx.store.get(DATA_EXPORT, export_id)), ctx.tenant)


def find(ctx: Context, export_id: str, *, of_contacts: bool) -> DataExport:
    """An export of a contact, or of the organisation. Raises ResourceForbidden, ResourceNotFound."""
    item = ctx.store.find(DATA_EXPORT, export_id)
    return show(existing(item if ("contact_id" in item) is of_contacts else None), ctx.tenant)


def show(item: Item, tenant: Tenant) -> DataExport:
    """An export as the API shows it, with a newly signed URL."""
    names = ("id", "status", "contact_id", "items", "files", "size_bytes", "sent_to", "created_at")
    link = link_of(item, tenant) if item["status"] == "completed" else {}
    return DataExport(**{name: item[name] for name in names if name in item}, **link)


def link_of(item: Mapping[str, Any], tenant: Tenant) -> dict[str, str]:
    """A newly signed URL of an archive, and when it ends."""
    seconds = int(LINK.total_seconds())
    url = files_of(tenant).download_url(file_of(item["id"]), f"{item['id']}.zip", seconds)
    return {"url": url, "expires_at": clock.timestamp(clock.real_now() + LINK)}


def files_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's exports."""
    return TenantFiles.of(tenant, AREA)


def file_of(export_id: str, name: str = ARCHIVE) -> str:
    """Where a file of an export is."""
    return f"exports/{export_id}/{name}"
