"""What a rectification says and settles, of one invoice or of several. Pure, but for the reading of earlier ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE

from . import client_rules, crediting, drafts, figures, items, rectified_together, rules
from .action_models import RectifyInvoice
from .amounts import Totals
from .draft_parts import DraftDiscount
from .drafts import Draft
from .errors import BEFORE_RECTIFIED, WRONG_CODE
from .rectified_together import Part
from .settings import Settings
from .stored import Stored


class Correction(NamedTuple):
    """The draft of a rectification, its amounts, and of several invoices the part of each."""

    draft: Draft
    amounts: Totals
    parts: list[Part]


class Settlement(NamedTuple):
    """The attributes of a rectification and of the invoices after they have settled, and the parts with how much."""

    about: dict[str, Any]
    mains: list[Item]
    parts: list[Part]


def correction(
    request: RectifyInvoice, invoices: Sequence[Stored], own_settings: Settings, today: date, ctx: Context
) -> Correction:
    """Return what a request makes of invoices. Raises Unprocessable for a day, lines and amounts that cannot be."""
    _check_day(request.issue_date or today, invoices)
    earlier = [crediting.rectifications(ctx.store, invoice.main) for invoice in invoices]
    is_difference, is_several = request.method == "difference", len(invoices) > 1
    draft = _draft(request, invoices, earlier, own_settings, today)
    amounts = drafts.check(draft, own_settings, is_rectification=True, may_be_negative=is_difference)
    parts: list[Part] = []
    if is_several and request.line_items is None:
        rests = rectified_together.rest_of(invoices, earlier, draft.language)
        parts = rectified_together.parts_of_rest(rests, draft)
    elif is_several:
        parts = rectified_together.parts_of_lines(invoices, earlier, amounts)
    if request.line_items is None:
        return Correction(draft, amounts, parts)
    if is_difference and not request.allow_excess:
        if is_several:
            rectified_together.check_left(invoices, earlier, parts)
        else:
            crediting.check_left(invoices[0], earlier[0], amounts.total)
    had = {tax["tax_category"] for each in invoices for tax in figures.breakdown_in(each.content)}
    client_rules.check_draft(draft, invoices[0].content.get("buyer"), had=had)
    return Correction(draft, amounts, parts)


def _check_day(on: date, invoices: Sequence[Stored]) -> None:
    """Raise Unprocessable for a rectification dated before an invoice that it corrects."""
    latest = max(invoice.main["issue_date"] for invoice in invoices)
    if on.isoformat() < latest:
        raise Unprocessable.of("issue_date", BEFORE_RECTIFIED, limit=latest)


def settled(request: RectifyInvoice, about: dict[str, Any], invoices: Sequence[Stored], own: Correction) -> Settlement:
    """Return the rectification and the invoices after they have settled each other."""
    if not own.parts:
        after, main = _settled(request, about, invoices[0].main)
        return Settlement(after, [main], [])
    mains = [invoice.main for invoice in invoices]
    after, corrected, amounts = rectified_together.settled(about, mains, is_rest=request.line_items is None)
    if not figures.due(after):
        after["status"] = "paid"
    for main in corrected:
        if not figures.due(main) and figures.paid(main):
            main["paid_at"] = clock.timestamp()
    parts = [{**part, "settled": str(amount)} for part, amount in zip(own.parts, amounts, strict=True)]
    return Settlement(after, corrected, parts)


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
    request: RectifyInvoice,
    invoices: Sequence[Stored],
    earlier: Sequence[Sequence[Stored]],
    own_settings: Settings,
    today: date,
) -> Draft:
    """The rectification as a draft. Raises ValidationError for a substitution without lines."""
    old = items.draft_of(*invoices[0])
    on = request.issue_date or today
    includes_tax, disbursements = old.prices_include_tax, old.disbursements if request.method == "substitution" else ()
    if request.line_items is not None:
        lines, discount = drafts.lines_of(request.line_items, own_settings), DraftDiscount.of(request.discount)
        includes_tax = includes_tax if request.prices_include_tax is None else request.prices_include_tax
    elif len(invoices) > 1:
        rests = rectified_together.rest_of(invoices, earlier, request.language or old.language)
        lines = tuple(line for rest in rests for line in rest.lines)
        discount, disbursements = None, tuple(each for rest in rests for each in rest.disbursements)
    elif request.method == "difference":
        lines, discount, disbursements = crediting.taken_back(invoices[0], earlier[0], request.language or old.language)
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


def statement(
    request: RectifyInvoice, invoices: Sequence[Stored], settlement: Settlement, organisation: str
) -> dict[str, Any]:
    """Return the rectification's statement of what it corrects. Raises Unprocessable for an unsuitable code."""
    main, content = invoices[0]
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
        base = items.exact(main["subtotal"])
        for each in (tax for tax in figures.breakdown_in(content) if "margin" in tax):
            base += items.exact(each["margin"]["base"]) - items.exact(each["base"])
            tax += items.exact(each["margin"]["tax"])
        replaced = {"replaced_base": str(base), "replaced_tax": str(tax), "replaced_recargo": str(recargo)}
    corrected = [
        {
            "id": resources.public_id(INVOICE, organisation, each.main),
            **{name: each.main[name] for name in ("number", "series", "issue_date")},
        }
        for each in invoices
    ]
    if settlement.parts:
        corrected = [{**each, "part": part} for each, part in zip(corrected, settlement.parts, strict=True)]
    about = {"code": code, "method": request.method, "reason": request.reason}
    return {**about, "invoices": corrected, **replaced}
