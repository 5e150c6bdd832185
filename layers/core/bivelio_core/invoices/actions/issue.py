"""Issue a draft: one transaction makes its number and content final and adds its record to the chain."""

from datetime import date

from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.invoices import days, drafts, items, marks, paperwork, replacing, rules, series, settings, stored
from bivelio_core.invoices.action_models import IssueInvoice
from bivelio_core.invoices.issuing import check_client, check_date, final_number, issued_as, issuer_of, record_of
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.numbering import SeriesYear, series_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.terms import INVOICES
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import equals


def issue(request: IssueInvoice, ctx: Context) -> Invoice:
    """Issue a draft. Issuing an issued invoice again changes nothing.

    Raises Unprocessable when something required is missing: an issuer in the settings, the client's tax number, or a
    date that is neither after today nor before the last issued invoice of the series. Raises Conflict when the invoice
    is void.
    """
    invoice = stored.load(ctx.store, request.id)
    if _is_issued(invoice.main):
        return paperwork.finished(invoice, ctx)
    own_settings, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    settings.require_seller(own_settings)
    for states in series.attempts(ctx.store, *_places(invoice.main, request.issue_date)):
        invoice = stored.load(ctx.store, request.id)  # others may have exchanged numbers with it during the wait
        if _is_issued(invoice.main):
            return paperwork.finished(invoice, ctx)
        rules.require("issue", invoice.main["status"])
        draft = items.draft_of(*invoice)
        if request.issue_date:
            draft = drafts.dated(draft, request.issue_date)
        series_year = SeriesYear(draft.series, draft.issue_date.year)
        if not {series_year, series_of(invoice.main)} <= states.keys():
            raise ChangedMeanwhile
        check_date(draft, states[series_year], zone)
        client = stored.client(ctx.store, invoice.main.get("client", {}).get("id"))
        contents = items.contents_of(draft, drafts.check(draft, own_settings), client, ctx.organisation)
        check_client(draft, contents.content.get("buyer"), own_settings)
        tickets = replacing.tickets(ctx.store, [each["id"] for each in draft.replaces])
        replacing.check_total(tickets, draft.totals.total)
        if (numbered := final_number(ctx.store, states, series_year, draft, invoice.main)) is None:
            continue
        after = {
            **marks.with_mark(items.revised(invoice.main, contents.main), marks.waiting(invoice.main["SK"])),
            **issued_as(series_year, numbered.number),
            "status": "pending",
        }
        after.pop("pdf", None)
        after = replacing.taken_over(after, tickets)
        main = ctx.store.put_write(
            INVOICE, invoice.main["SK"], after, condition=equals("version", invoice.main["version"])
        )
        content = ctx.store.put_write(
            INVOICE_CONTENT, invoice.main["SK"], {**contents.content, **issuer_of(own_settings)}
        )
        now = Stored(main.item, content.item)
        record = record_of(now, "registration", own_settings, zone, ctx)
        replaced = replacing.replaced(ctx.store, tickets, main.item)
        index_changes.announce(ctx.store, INVOICES, invoice.main, main.item)
        try:
            ctx.store.transact_at_once([main, content, *record, *numbered.writes, *replaced])
        except (TransactionFailed, TableBusy):
            continue
        paperwork.forget(invoice.main, ctx.store)
        if numbered.moved is not None:
            paperwork.made_anew(numbered.moved, ctx.store, own_settings)
        return paperwork.finished(now, ctx, own_settings, zone)
    raise AssertionError("attempts end by success or an exception")


def _places(main: Item, on: date | None) -> tuple[SeriesYear, ...]:
    place = series_of(main)
    series_year = SeriesYear(place.series, on.year if on else place.year)
    return (place,) if place == series_year else (place, series_year)


def _is_issued(main: Item) -> bool:
    """Tell whether a draft was issued before. Raises Conflict for a received or void invoice."""
    if main["type"] != "issued" or main["status"] == "void":
        rules.require("issue", main["status"] if main["type"] == "issued" else "received")
    rules.require_made_here(main)
    return bool(main["status"] != "draft")
