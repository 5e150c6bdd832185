"""Have the books of a period written as files."""

import json
from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.keys import INVOICE_BOOKS

from . import entries, queue, storage, work
from .books_models import CreateBooks, InvoiceBooks
from .errors import QUARTER_OR_MONTH
from .periods import Period
from .showing import show_books

AT_ONCE = 500
"""The most invoices whose books are written within the request."""


def books_create(request: CreateBooks, ctx: Context) -> InvoiceBooks:
    """Write the books now, or have the worker do it. Raises Unprocessable for a quarter and a month.

    A request that is repeated with its Idempotency-Key begins no second ones; a different request does.
    """
    if request.quarter is not None and request.month is not None:
        raise Unprocessable.of("month", QUARTER_OR_MONTH)
    attributes = request.model_dump()
    repeatable = ctx.idempotency_key and f"{ctx.idempotency_key} {json.dumps(attributes, sort_keys=True)}"
    books_id = ids.id_for_key("invoice_books", ctx.organisation, repeatable)
    if ctx.idempotency_key is not None and (former := ctx.store.get(INVOICE_BOOKS, books_id)) is not None:
        if former["status"] == "running":
            queue.send("books", books_id, ctx.tenant, ctx.language)
        return show_books(former, ctx.tenant)
    period = Period.of(request.year, request.quarter, request.month)
    state: dict[str, Any] = {
        "id": books_id,
        "status": "running",
        "period": list(period),
        "format": request.format,
        "created_at": clock.timestamp(),
        **storage.expiry(ctx.tenant),
    }
    if entries.count(ctx.store, period) <= AT_ONCE:
        state |= work.written(state, ctx)
    entry = audit.of(ctx, "books.started", books=books_id, period=period.name)
    ctx.store.transact([ctx.store.put_write(INVOICE_BOOKS, books_id, state), entry])
    if state["status"] == "running":
        queue.send("books", books_id, ctx.tenant, ctx.language)
    return show_books(state, ctx.tenant)
