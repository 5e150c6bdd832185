"""Record payments of invoices, in part or in full, each counted once."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import days, figures, items, marks, paperwork, rules
from bivelio_core.invoices.action_models import MarkPaid
from bivelio_core.invoices.errors import IN_THE_FUTURE, PAID_TOO_MUCH, TOO_MANY, WRONG_SIGN
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.revising import revise_main
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, revised

MAXIMUM_PAYMENTS = 100


def mark_paid(request: MarkPaid, ctx: Context) -> Invoice:
    """Count a payment: once for its Idempotency-Key, and once for its reference.

    Raises Unprocessable for an amount above the amount due or of the opposite sign, Conflict for a draft or a void
    invoice.
    """
    key = EffectKey.of("invoices.mark_paid", ctx.idempotency_key, request)
    zone = days.zone_of(ctx.store)

    def decide(main: Item) -> Change | None:
        payment = _payment(request, main, days.today(zone).isoformat())
        if payment is None:
            return None
        rules.require("mark_paid", main["status"])
        _check(payment, main)
        after = revised(main, {**main, "payments": [*main.get("payments", ()), payment]})
        rest = figures.due(after)
        is_late = "due_dates" not in main or marks.overdue_day(after) < days.today(zone)
        after["status"] = rules.status_after_payment(main["status"], rest, is_late=is_late)
        if not rest:
            after["paid_at"] = after["updated_at"]
        if "pdf" in main:  # otherwise the mark is that of the PDF that is still to be made
            after = marks.with_mark(after, marks.overdue(after, zone))
        return Change(after)

    return paperwork.answer_about(revise_main(ctx.store, request.id, decide, key), ctx)


def _payment(request: MarkPaid, main: Item, today: str) -> dict[str, Any] | None:
    """Return the payment of a request; None when its reference is recorded already or nothing is due any more."""
    rest_due = figures.due(main)
    if request.amount is None and not rest_due and main["status"] in ("paid", "rectified"):
        return None
    on = request.date.isoformat() if request.date else today
    if on > today:
        raise Unprocessable.of("date", IN_THE_FUTURE, limit=today)
    amount = rest_due if request.amount is None else request.amount
    payment: dict[str, Any] = {"amount": f"{amount:.2f}", "date": on, "method": request.method}
    if request.reference:
        payment["reference"] = request.reference
        payment_fields = {name: payment[name] for name in ("amount", "method", "reference")}
        for each in main.get("payments", ()):
            is_same_day = request.date is None or each["date"] == on
            if is_same_day and {name: each.get(name) for name in payment_fields} == payment_fields:
                return None
    return payment


def _check(payment: dict[str, Any], main: Item) -> None:
    """Raise Unprocessable for an impossible amount, and when the invoice has too many payments."""
    rest_due, amount = figures.due(main), items.exact(payment["amount"])
    if amount * rest_due < 0:
        raise Unprocessable.of("amount", WRONG_SIGN, limit=str(rest_due))
    if abs(amount) > abs(rest_due) or not amount:
        raise Unprocessable.of("amount", PAID_TOO_MUCH, limit=str(rest_due))
    if len(main.get("payments", ())) >= MAXIMUM_PAYMENTS:
        raise Unprocessable.of("payments", TOO_MANY, limit=MAXIMUM_PAYMENTS)
