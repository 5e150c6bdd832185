"""Have the archive of a period written by the worker."""

import json
from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import settings
from bivelio_core.invoices.books import queue, storage
from bivelio_core.invoices.books.errors import NO_ADVISER, QUARTER_OR_MONTH
from bivelio_core.invoices.books.periods import Period
from bivelio_core.store.keys import INVOICE_ARCHIVE
from bivelio_core.tenancy import Tenant

from .models import CreateArchive, InvoiceArchive
from .showing import show_archive


def archive_create(request: CreateArchive, ctx: Context) -> InvoiceArchive:
    """Begin an archive. Raises Unprocessable for a quarter and a month, and when there is nobody to send it to.

    A request that is repeated with its Idempotency-Key begins no second one; a different request does.
    """
    if request.quarter is not None and request.month is not None:
        raise Unprocessable.of("month", QUARTER_OR_MONTH)
    address = settings.load(ctx.store).adviser_email if request.send else None
    if request.send and address is None:
        raise Unprocessable.of("send", NO_ADVISER)
    attributes = json.dumps(request.model_dump(), sort_keys=True)
    repeatable = ctx.idempotency_key and f"{ctx.idempotency_key} {attributes}"
    archive_id = ids.id_for_key("invoice_archive", ctx.organisation, repeatable)
    if ctx.idempotency_key is not None and (former := ctx.store.get(INVOICE_ARCHIVE, archive_id)) is not None:
        if former["status"] == "running":
            queue.send("archive", archive_id, ctx.tenant, ctx.language)
        return show_archive(former, ctx.tenant)
    period = Period.of(request.year, request.quarter, request.month)
    state = new_state(archive_id, period, request.formats, address, ctx.language, ctx.tenant)
    entry = audit.of(ctx, "books.started", archive=archive_id, period=period.name)
    ctx.store.transact([ctx.store.put_write(INVOICE_ARCHIVE, archive_id, state), entry])
    queue.send("archive", archive_id, ctx.tenant, ctx.language)
    return show_archive(state, ctx.tenant)


def new_state(
    archive_id: str, period: Period, formats: list[Any], address: str | None, language: str, tenant: Tenant
) -> dict[str, Any]:
    """Return the attributes of an archive that begins."""
    return {
        "id": archive_id,
        "status": "running",
        "period": list(period),
        "formats": list(formats),
        "progress": "0",
        "language": language,
        "created_at": clock.timestamp(),
        **({"send_to": address} if address else {}),
        **storage.expiry(tenant),
    }
