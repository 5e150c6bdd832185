"""Export contacts, newest first: small exports within the request, large ones by the worker."""

import json
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.list_models import ContactFilter
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.transfer import queue
from bivelio_core.contacts.transfer.export_options import of_view, option_faults
from bivelio_core.contacts.transfer.exports import narrowing, write
from bivelio_core.contacts.transfer.models import Export, ExportContacts
from bivelio_core.contacts.transfer.reading import show_export
from bivelio_core.contacts.transfer.storage import expiry, files_of
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import EXPORT
from bivelio_core.store.writes import Put

FILTERS = frozenset({*ContactFilter.model_fields, "view"})
AT_ONCE = 1_000
"""The most contacts that are exported within the request."""


def export(request: ExportContacts, ctx: Context) -> Export:
    """Export now, or have the worker do it, which writes all workbooks.

    Raises ValidationError for a search without words, an unknown column, and an option that the format does not have,
    and Unprocessable for a view that the caller does not see.

    A request that is repeated with its Idempotency-Key begins no second export; a different request does.
    """
    files = files_of(ctx.tenant)
    parameters = request.model_dump(exclude_defaults=True)
    if faults := list(option_faults(parameters)):
        raise ValidationError(faults)
    if request.view is not None:
        parameters = {**parameters, **of_view(request.view, parameters, ctx)}
    declared = DeclaredFields(ctx.store)
    filters = narrowing(parameters, declared)
    repeatable = ctx.idempotency_key and f"{ctx.idempotency_key} {json.dumps(parameters, sort_keys=True)}"
    export_id = ids.id_for_key("export", ctx.organisation, repeatable)
    if ctx.idempotency_key is not None and (former := ctx.store.get(EXPORT, export_id)) is not None:
        if former["status"] == "running":
            queue.send("export", export_id, ctx.tenant, ctx.language)
        return show_export(former, files)
    total, batches = index_reader.every(ctx.store, declared.bound(CONTACTS), filters)
    state: dict[str, Any] = {
        "id": export_id,
        "status": "running",
        "total": total,
        "asked": parameters,
        "created_at": clock.timestamp(),
        **expiry(ctx.tenant),
    }
    if total <= AT_ONCE and request.format != "xlsx":
        write(state["id"], batches, parameters, ctx, files)
        state["status"] = "completed"
    entry = _audited(ctx, export=export_id, contacts=total, narrowed_by=sorted(parameters.keys() & FILTERS))
    ctx.store.transact([ctx.store.put_write(EXPORT, export_id, state), entry])
    if state["status"] == "running":
        queue.send("export", state["id"], ctx.tenant, ctx.language)
    return show_export(state, files)


def _audited(ctx: Context, **details: Any) -> Put:
    """The audit entry of an export that begins. The worker that goes on with it needs no audit log."""
    from bivelio_core import audit  # noqa: PLC0415

    return audit.of(ctx, "export.started", **details)
