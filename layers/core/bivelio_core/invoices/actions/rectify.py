"""Rectify an issued invoice (Real Decreto 1619/2012, article 15): a new one, issued at once, linked both ways."""

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.invoices import (
    correcting,
    days,
    items,
    marks,
    paperwork,
    priced,
    rectified_together,
    rules,
    series,
    settings,
    stored,
)
from bivelio_core.invoices.action_models import RectifyInvoice
from bivelio_core.invoices.errors import TOO_MANY
from bivelio_core.invoices.issuing import check_date, final_number, issued_as, issuer_of, record_of
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.numbering import SeriesYear
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.terms import INVOICES
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT, INVOICE, INVOICE_CONTENT, sequence_sk
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import Put, Write, absent, equals

MAXIMUM_RECTIFICATIONS = 50


def rectify(request: RectifyInvoice, ctx: Context) -> Invoice:
    """Issue a rectification of one invoice or of several. Under an Idempotency-Key, it is issued once.

    Raises Conflict for a draft, a void, received or already replaced invoice, Unprocessable for a difference that takes
    back more than is left, unless the request allows that, and for several invoices that are not alike.
    """
    key = EffectKey.of("invoices.rectify", ctx.idempotency_key, request)
    if target_sk := effect_target(ctx.store, key):
        return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
    own_settings, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    invoices = _invoices(request, ctx)
    settings.require_seller(own_settings)
    request = _completed(request, invoices[0], ctx)
    own = items.new_main(ids.random_text(ids.RANDOM_LENGTH))
    sk = sequence_sk(ctx.store.lease_sequence(INVOICE))
    series_year = SeriesYear(own_settings.rectification_series, (request.issue_date or days.today(zone)).year)
    for states in series.attempts(ctx.store, series_year):
        correction = correcting.correction(request, invoices, own_settings, days.today(zone), ctx)
        check_date(correction.draft, states[series_year], zone)
        contents = items.contents_of(correction.draft, correction.amounts, _client(invoices[0], ctx), ctx.organisation)
        if (numbered := final_number(ctx.store, states, series_year, correction.draft, {"SK": sk})) is None:
            continue
        about = {
            **own,
            **contents.main,
            **issued_as(series_year, numbered.number),
            **marks.waiting(sk),
            "status": "pending",
        }
        settlement = correcting.settled(request, about, invoices, correction)
        main = ctx.store.put_write(INVOICE, sk, settlement.about, condition=absent())
        corrects = {"rectification": correcting.statement(request, invoices, settlement, ctx.organisation)}
        content = ctx.store.put_write(INVOICE_CONTENT, sk, {**contents.content, **issuer_of(own_settings), **corrects})
        now = Stored(main.item, content.item)
        writes: list[Write] = [
            *effect_marker(ctx.store, key, sk),
            main,
            content,
            *(
                _put(former, after, now.main, request, ctx)
                for former, after in zip(invoices, settlement.mains, strict=True)
            ),
            *record_of(now, "registration", own_settings, zone, ctx),
            *numbered.writes,
        ]
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            if target_sk := effect_target(ctx.store, key):
                return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
            invoices = _invoices(request, ctx)
            continue
        if numbered.moved is not None:
            paperwork.made_anew(numbered.moved, ctx.store, own_settings)
        return paperwork.finished(now, ctx, own_settings, zone)
    raise AssertionError("attempts end by success or an exception")


def _invoices(request: RectifyInvoice, ctx: Context) -> list[Stored]:
    """Read the invoices that are to be corrected. Raises Conflict for one that cannot be."""
    if (request.id is None) is (request.ids is None):
        raise Unprocessable.of("id", "one_of") if request.id else ValidationError.of("id", "required")
    if request.ids and request.method == "substitution":
        raise Unprocessable.of("method", "choice", expected="difference")
    publics = request.ids or [request.id or ""]
    invoices = [stored.load(ctx.store, public) for public in publics]
    for invoice in invoices:
        _check(invoice.main)
    if request.ids:
        rectified_together.check_alike(invoices)
    return invoices


def _completed(request: RectifyInvoice, invoice: Stored, ctx: Context) -> RectifyInvoice:
    """Return the request with lines completed by the price list."""
    if request.line_items is None:
        return request
    includes_tax = request.prices_include_tax
    if includes_tax is None:
        includes_tax = invoice.main.get("prices_include_tax", False)
    language = request.language or invoice.content["language"]
    lines = priced.completed(request.line_items, ctx.store, language, prices_include_tax=includes_tax)
    return request.model_copy(update={"line_items": lines})


def _check(main: Item) -> None:
    """Raise Conflict for an invoice that cannot be rectified."""
    rules.require("rectify", main["status"] if main["type"] == "issued" else "received")
    if main.get("replaced"):
        raise Conflict(details={"reason": "replaced", "rectified_by": main["rectified_by"][-1]["id"]})
    if len(main.get("rectified_by", ())) >= MAXIMUM_RECTIFICATIONS:
        raise Unprocessable.of("rectified_by", TOO_MANY, limit=MAXIMUM_RECTIFICATIONS)


def _client(invoice: Stored, ctx: Context) -> Item | None:
    """Return the current client, even if archived."""
    if "client" not in invoice.main:
        return None
    return ctx.store.find(CONTACT, invoice.main["client"]["id"], consistent=False)


def _put(former: Stored, main: Item, by: Item, request: RectifyInvoice, ctx: Context) -> Put:
    """Return the write of a corrected invoice's next version."""
    link = {"id": resources.public_id(INVOICE, ctx.organisation, by), "number": by["number"]}
    after = {
        **main,
        "status": "rectified",
        "rectified_by": [*main.get("rectified_by", ()), link],
        "version": main["version"] + 1,
        "updated_at": clock.timestamp(),
        **({"replaced": True} if request.method == "substitution" else {}),
    }
    after = marks.with_mark(after, {}) if "pdf" in main else after
    index_changes.announce(ctx.store, INVOICES, former.main, after)
    unchanged = equals("version", former.main["version"])
    return ctx.store.put_write(INVOICE, main["SK"], items.without_key(after), condition=unchanged)
