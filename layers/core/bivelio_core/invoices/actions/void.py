"""Void an unpaid issued invoice: it keeps its number, and the chain gets a record of the voiding."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.invoices import crediting, days, figures, items, marks, paperwork, rules, series, settings, stored
from bivelio_core.invoices.action_models import VoidInvoice
from bivelio_core.invoices.issuing import record_of
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.terms import INVOICES
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import Put, Write, equals


def void(request: VoidInvoice, ctx: Context) -> Invoice:
    """Void an invoice. Voiding it again changes nothing. Raises Conflict when it is a draft, paid or rectified."""
    own_settings, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    for _ in series.attempts(ctx.store):
        invoice = stored.load(ctx.store, request.id)
        main = invoice.main
        if main["status"] == "void":
            return paperwork.answer_about(invoice, ctx)
        rules.require_made_here(main)
        rules.require("void", rules.voidable_status(main))
        if main.get("payments"):
            raise Conflict(details={"reason": "paid", "amount_paid": float(figures.paid(main))})
        corrected = [_corrected(invoice, public, zone, ctx) for public in _settled_by(invoice)]
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
        put = _put(after, main, ctx)
        now = Stored(put.item, invoice.content)
        record = record_of(now, "cancellation", own_settings, zone, ctx)
        index_changes.announce(ctx.store, INVOICES, main, put.item)
        writes: list[Write] = [put, *record]
        for each in corrected:
            index_changes.announce(ctx.store, INVOICES, *each)
            writes.append(_put(each.after, each.before, ctx))
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            continue
        return paperwork.answer_about(now, ctx)
    raise AssertionError("attempts end by success or an exception")


class Corrected(NamedTuple):
    """An invoice that another corrects or replaces, before and after that other one is void."""

    before: Item
    after: Item


def _settled_by(invoice: Stored) -> list[str]:
    """Return the ids of the invoices that an invoice corrects or replaces."""
    rectification = invoice.content.get("rectification", {})
    return [each["id"] for each in (*rectification.get("invoices", ()), *invoice.content.get("replaces", ()))]


def _corrected(invoice: Stored, public: str, zone: tzinfo, ctx: Context) -> Corrected:
    """Return what the voiding of an invoice restores in one that it corrects or replaces.

    Raises Conflict when another invoice has meanwhile replaced the corrected one and taken over its settled amount.
    """
    own = resources.public_id(INVOICE, ctx.organisation, invoice.main)
    before = ctx.store.find(INVOICE, public)
    links = [link for link in before.get("rectified_by", ()) if link["id"] != own]
    is_replacement = invoice.content.get("rectification", {}).get("method") != "difference"
    if before.get("replaced") and not is_replacement:
        raise Conflict(details={"reason": "replaced", "rectified_by": before["rectified_by"][-1]["id"]})
    part = _part_of(invoice, public)
    settled = -items.exact(part["settled"]) if part else figures.credited(invoice.main)
    if is_replacement:
        settled = figures.NOTHING
    after = crediting.credited({**before, "rectified_by": links}, settled)
    if is_replacement:
        after.pop("replaced", None)
    if not links:
        after.pop("rectified_by")
        after["status"] = rules.status_of(after, figures.paid(after), figures.due(after))
    if figures.due(after):
        after.pop("paid_at", None)
    after |= {"version": before["version"] + 1, "updated_at": clock.timestamp()}
    if "pdf" in before:  # otherwise the mark is that of the PDF that is still to be made
        after = marks.with_mark(after, marks.overdue(after, zone))
    return Corrected(before, after)


def _part_of(invoice: Stored, public: str) -> Mapping[str, Any] | None:
    """Return the part that one of several invoices has of a rectification."""
    corrected = invoice.content.get("rectification", {}).get("invoices", ())
    return next((each.get("part") for each in corrected if each["id"] == public), None)


def _put(after: Item, before: Item, ctx: Context) -> Put:
    condition = equals("version", before["version"])
    return ctx.store.put_write(INVOICE, before["SK"], items.without_key(after), condition=condition)
