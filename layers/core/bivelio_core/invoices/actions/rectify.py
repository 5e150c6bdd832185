"""Rectify an issued invoice (Real Decreto 1619/2012, article 15): a new one, issued at once, linked both ways."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.invoices import (
    client_rules,
    crediting,
    days,
    drafts,
    figures,
    items,
    marks,
    paperwork,
    priced,
    rules,
    series,
    settings,
    stored,
)
from bivelio_core.invoices.action_models import RectifyInvoice
from bivelio_core.invoices.draft_parts import DraftDiscount
from bivelio_core.invoices.drafts import Draft
from bivelio_core.invoices.errors import TOO_MANY, WRONG_CODE
from bivelio_core.invoices.issuing import check_date, final_number, issued_as, issuer_of, record_of
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.numbering import SeriesYear
from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.terms import INVOICES
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT, INVOICE, INVOICE_CONTENT, sequence_sk
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import Write, absent, equals

MAXIMUM_RECTIFICATIONS = 50


def rectify(request: RectifyInvoice, ctx: Context) -> Invoice:
    """Issue a rectification. With an Idempotency-Key, the same request again returns the same one.

    Raises Conflict for a draft, a void, received or already replaced invoice, Unprocessable for a difference that takes
    back more than is left, unless the request allows that.
    """
    key = EffectKey.of("invoices.rectify", ctx.idempotency_key, request)
    if target_sk := effect_target(ctx.store, key):
        return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
    own_settings, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    invoice = stored.load(ctx.store, request.id)
    _check(invoice.main)
    settings.require_seller(own_settings)
    request = _completed(request, invoice, ctx)
    own = items.new_main(ids.random_text(ids.RANDOM_LENGTH))
    sk = sequence_sk(ctx.store.lease_sequence(INVOICE))
    series_year = SeriesYear(own_settings.rectification_series, (request.issue_date or days.today(zone)).year)
    for states in series.attempts(ctx.store, series_year):
        _check(invoice.main)
        earlier = crediting.rectifications(ctx.store, invoice.main)
        draft = _draft(request, invoice, earlier, own_settings, days.today(zone))
        amounts = drafts.check(
            draft, own_settings, is_rectification=True, may_be_negative=request.method == "difference"
        )
        if request.method == "difference" and request.line_items is not None and not request.allow_excess:
            crediting.check_left(invoice, earlier, amounts.total)
        if request.line_items is not None:
            had = {tax["tax_category"] for tax in figures.breakdown_in(invoice.content)}
            client_rules.check_draft(draft, invoice.content.get("buyer"), had=had)
        check_date(draft, states[series_year], zone)
        contents = items.contents_of(draft, amounts, _client(invoice, ctx), ctx.organisation)
        if (numbered := final_number(ctx.store, states, series_year, draft, {"SK": sk})) is None:
            continue
        about = {
            **own,
            **contents.main,
            **issued_as(series_year, numbered.number),
            **marks.waiting(sk),
            "status": "pending",
        }
        about, corrected = _settled(request, about, invoice.main)
        main = ctx.store.put_write(INVOICE, sk, about, condition=absent())
        corrects = {"rectification": _rectification(request, invoice, ctx)}
        content = ctx.store.put_write(INVOICE_CONTENT, sk, {**contents.content, **issuer_of(own_settings), **corrects})
        now = Stored(main.item, content.item)
        before = _rectified(corrected, now.main, request, ctx)
        writes: list[Write] = [
            *effect_marker(ctx.store, key, sk),
            main,
            content,
            ctx.store.put_write(
                INVOICE, before["SK"], items.without_key(before), condition=equals("version", invoice.main["version"])
            ),
            *record_of(now, "registration", own_settings, zone, ctx),
            *numbered.writes,
        ]
        index_changes.announce(ctx.store, INVOICES, invoice.main, before)
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            if target_sk := effect_target(ctx.store, key):
                return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
            invoice = stored.load(ctx.store, request.id)
            continue
        if numbered.moved is not None:
            paperwork.made_anew(numbered.moved, ctx.store, own_settings)
        return paperwork.finished(now, ctx, own_settings, zone)
    raise AssertionError("attempts end by success or an exception")


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


def _settled(request: RectifyInvoice, about: dict[str, Any], main: Item) -> tuple[dict[str, Any], Item]:
    """Return the rectification and the invoice after they have settled each other.

    A substitution takes over the paid and credited amounts; a difference settles the invoice's amount due.
    """
    if request.method == "substitution":
        if paid := figures.paid(main):
            about = {**about, "carried": str(paid)}
        about = crediting.credited(about, figures.credited(main))
        if paid or figures.credited(main):
            about["status"] = rules.status_after_payment("pending", figures.due(about))
        return about, main
    amounts = crediting.settled(main, about, is_rest=request.line_items is None)
    if not amounts.of_invoice:
        return about, main
    about, main = crediting.credited(about, amounts.of_rectification), crediting.credited(main, amounts.of_invoice)
    if not figures.due(about):
        about["status"] = "paid"
    if not figures.due(main) and figures.paid(main):
        main["paid_at"] = clock.timestamp()
    return about, main


def _draft(
    request: RectifyInvoice, invoice: Stored, earlier: Sequence[Stored], own_settings: Settings, today: date
) -> Draft:
    """The rectification as a draft. Raises ValidationError for a substitution without lines."""
    old = items.draft_of(*invoice)
    on = request.issue_date or today
    includes_tax, disbursements = old.prices_include_tax, old.disbursements if request.method == "substitution" else ()
    if request.line_items is not None:
        lines, discount = drafts.lines_of(request.line_items, own_settings), DraftDiscount.of(request.discount)
        includes_tax = includes_tax if request.prices_include_tax is None else request.prices_include_tax
    elif request.method == "difference":
        lines, discount, disbursements = crediting.taken_back(invoice, earlier, request.language or old.language)
    else:
        raise ValidationError.of("line_items", "required")
    return replace(
        old,
        document_type="rectification",
        series=own_settings.rectification_series,
        issue_date=on,
        due_date=on + timedelta(days=own_settings.terms_days),
        due_dates=(),
        disbursements=disbursements,
        prices_include_tax=includes_tax,
        operation_date=old.operation_date or old.issue_date,
        lines=lines,
        discount=discount,
        irpf_rate=old.irpf_rate if request.irpf_rate is None else request.irpf_rate,
        notes=request.notes,
        language=request.language or old.language,
    )


def _client(invoice: Stored, ctx: Context) -> Item | None:
    """Return the current client, even if archived."""
    if "client" not in invoice.main:
        return None
    return ctx.store.find(CONTACT, invoice.main["client"]["id"], consistent=False)


def _rectification(request: RectifyInvoice, invoice: Stored, ctx: Context) -> dict[str, Any]:
    """Return the rectification's statement of what it corrects. Raises Unprocessable for an unsuitable code."""
    main, content = invoice
    names_nobody = main["document_type"] == "invoice" and "nif" not in content.get("buyer", {})
    is_simplified = (
        main["document_type"] == "simplified" or names_nobody or content.get("rectification", {}).get("code") == "R5"
    )
    code = request.code or ("R5" if is_simplified else "R1")
    if (code == "R5") is not is_simplified:
        raise Unprocessable.of("code", WRONG_CODE)
    replaced = {}
    if request.method == "substitution":
        recargo = items.exact(content.get("recargo", "0"))
        tax = items.exact(main["tax"]) - recargo
        replaced = {"replaced_base": main["subtotal"], "replaced_tax": str(tax), "replaced_recargo": str(recargo)}
    corrected = {
        "id": resources.public_id(INVOICE, ctx.organisation, main),
        **{name: main[name] for name in ("number", "series", "issue_date")},
    }
    about = {"code": code, "method": request.method, "reason": request.reason}
    return {**about, "invoices": [corrected], **replaced}


def _rectified(main: Item, by: Item, request: RectifyInvoice, ctx: Context) -> Item:
    """Return the next version of the corrected invoice."""
    link = {"id": resources.public_id(INVOICE, ctx.organisation, by), "number": by["number"]}
    after = {
        **main,
        "status": "rectified",
        "rectified_by": [*main.get("rectified_by", ()), link],
        "version": main["version"] + 1,
        "updated_at": clock.timestamp(),
        **({"replaced": True} if request.method == "substitution" else {}),
    }
    return marks.with_mark(after, {}) if "pdf" in main else after
