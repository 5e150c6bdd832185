"""Void an issued invoice that nobody has paid: it keeps its number, and the chain gets a record of it."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import equals

from . import days, figures, items, marks, paperwork, rules, series, settings, stored
from .action_models import VoidInvoice
from .issuing import record_of
from .models import Invoice
from .stored import Stored
from .terms import INVOICES


def void(request: VoidInvoice, ctx: Context) -> Invoice:
    """Void an invoice. Voiding it again changes nothing. Raises Conflict when it is a draft, paid or rectified."""
    chosen, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    for _ in series.attempts(ctx.store):
        found = stored.load(ctx.store, request.id)
        main = found.main
        if main["status"] == "void":
            return paperwork.shown(found, ctx)
        rules.require("void", main["status"] if main["type"] == "issued" else "received")
        if main.get("payments"):
            raise Conflict(details={"reason": "paid", "amount_paid": float(figures.paid(main))})
        after = {
            **main,
            "status": "void",
            "void_reason": request.reason,
            "voided_at": clock.timestamp(),
            "version": main["version"] + 1,
            "updated_at": clock.timestamp(),
        }
        if "pdf" in main:
            after = marks.with_mark(after, {})
        put = ctx.store.put_write(
            INVOICE, main["SK"], items.without_key(after), condition=equals("version", main["version"])
        )
        now = Stored(put.item, found.content)
        record = record_of(now, "cancellation", chosen, zone, ctx)
        index_changes.announce(ctx.store, INVOICES, main, put.item)
        try:
            ctx.store.transact_at_once([put, record])
        except (TransactionFailed, TableBusy):
            continue
        return paperwork.shown(now, ctx)
    raise AssertionError("attempts end by success or an exception")
