"""Have the books of a period written as files, and say how a received invoice is entered in them."""

import json
from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.invoices import days
from bivelio_core.invoices.errors import IN_THE_FUTURE
from bivelio_core.invoices.revising import revise_main
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import INVOICE_BOOKS
from bivelio_core.store.revise import Change

from . import entries, queue, storage, work
from .books_models import CreateBooks, InvoiceBooks
from .entry_models import BooksEntryOfInvoice, UpdateBooksEntry, entry_of, stored_value
from .errors import QUARTER_OR_MONTH, RECEIVED_BEFORE_ISSUE
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


def books_entry_update(request: UpdateBooksEntry, ctx: Context) -> BooksEntryOfInvoice:
    """Say how a received invoice is entered in the books. The same request again changes nothing.

    Raises Conflict for an issued invoice, for one that is booked, and for another version; Unprocessable for a day of
    reception before that of its issue or in the future.
    """
    key = EffectKey.of("invoices.books_entry_update", ctx.idempotency_key, request)
    today = days.today(days.zone_of(ctx.store)).isoformat()
    names = request.model_fields_set - {"id", "version"}
    if not names:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(main: Item) -> Change | None:
        _check_entry(request, main, today)
        former = main.get("books", {})
        values = {name: stored_value(getattr(request, name)) for name in names}
        entry = {name: value for name, value in {**former, **values}.items() if value is not None}
        return None if entry == former else Change({**main, "books": entry})

    main = revise_main(ctx.store, request.id, decide, key).main
    return BooksEntryOfInvoice(
        id=request.id, number=main["number"], version=main["version"], **entry_of(main.get("books", {})).model_dump()
    )


def _check_entry(request: UpdateBooksEntry, main: Item, today: str) -> None:
    if main["type"] != "received":
        raise Conflict(details={"reason": "not_received"})
    if request.version not in (None, main["version"]):
        raise Conflict(details={"reason": "version", "version": main["version"]})
    if "booked_at" in main:
        raise Conflict(details={"reason": "booked"})
    day = request.received_on.isoformat() if request.received_on else None
    if day is not None and day > today:
        raise Unprocessable.of("received_on", IN_THE_FUTURE, limit=today)
    if day is not None and day < main["issue_date"]:
        raise Unprocessable.of("received_on", RECEIVED_BEFORE_ISSUE, limit=main["issue_date"])
