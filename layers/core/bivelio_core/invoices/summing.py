"""Sum invoices up: what is due, and what was issued and paid in a month beside the one before.

Each sum is one list of the index, whose rows are read if there are MOST_SUMMED at most; the count is exact anyway.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.index.terms import Criteria
from bivelio_core.store.tenant_store import TenantStore

from . import days, figures
from .currencies import EURO
from .models import InvoiceType, Status
from .summary_models import GetInvoicesSummary, InvoicesAmount, InvoicesMonth, InvoicesSum, InvoicesSummary
from .terms import INVOICES, ISSUED, PAID, STATUS, TYPE, UNPAID, one_of

MOST_SUMMED = 1_000
"""So many invoices are read for a sum."""

COUNTED: tuple[Status, ...] = (*UNPAID, "paid", "rectified")
"""The statuses of invoices that are issued and not void."""

Amount = Callable[[Item], Decimal]


class Span(NamedTuple):
    """Days from the first to the last one, both included."""

    first: date
    last: date

    def has(self, day: str) -> bool:
        """Whether a day is one of them."""
        return self.first.isoformat() <= day <= self.last.isoformat()


def summary(request: GetInvoicesSummary, ctx: Context) -> InvoicesSummary:
    """Sum up what is due, and a month up to a day beside the same days of the one before."""
    this = _month_to(request.day or days.today(days.zone_of(ctx.store)))
    return InvoicesSummary(
        unpaid=_due(ctx.store, "issued", UNPAID),
        overdue=_due(ctx.store, "issued", ("overdue",)),
        to_pay=_due(ctx.store, "received", UNPAID),
        month=_month(ctx.store, this),
        last_month=_month(ctx.store, _month_before(this)),
    )


def _due(store: TenantStore, of_type: InvoiceType, statuses: Sequence[Status]) -> InvoicesSum:
    return summed(store, (one_of(TYPE, of_type), one_of(STATUS, *statuses)), figures.due)


def _month(store: TenantStore, span: Span) -> InvoicesMonth:
    ours = one_of(TYPE, "issued")
    invoiced: Criteria = (ours, one_of(STATUS, *COUNTED), index_days.between(ISSUED, *span))
    return InvoicesMonth(
        from_date=span.first.isoformat(),
        to_date=span.last.isoformat(),
        invoiced=summed(store, invoiced, _invoiced),
        paid=summed(store, (ours, index_days.between(PAID, *span)), lambda main: _paid_in(main, span)),
    )


def summed(store: TenantStore, criteria: Criteria, amount: Amount, most: int = MOST_SUMMED) -> InvoicesSum:
    """Sum an amount of the invoices that meet criteria, by currency; of more than `most` there is the count alone."""
    choice = index_reader.choose(store, INVOICES, criteria, 0, most, in_threads)
    if choice.selection.total > most:
        return InvoicesSum(count=choice.selection.total)
    mains = choice.rows(store, INVOICES, choice.selection.sequences)
    sums: dict[str, Decimal] = {}
    for main in mains:
        currency = main.get("currency", EURO)
        sums[currency] = sums.get(currency, figures.NOTHING) + amount(main)
    amounts = [InvoicesAmount(currency=currency, amount=float(sums[currency])) for currency in sorted(sums)]
    return InvoicesSum(count=len(mains), amounts=amounts)


def _invoiced(main: Item) -> Decimal:
    """What an invoice counts with: nothing when another one has taken its place."""
    return figures.NOTHING if main.get("replaced") else Decimal(main["total"])


def _paid_in(main: Item, span: Span) -> Decimal:
    payments = (each for each in main.get("payments", ()) if span.has(each["date"]))
    return sum((Decimal(each["amount"]) for each in payments), figures.NOTHING)


def _month_to(day: date) -> Span:
    return Span(day.replace(day=1), day)


def _month_before(span: Span) -> Span:
    end = span.first - timedelta(days=1)
    return Span(end.replace(day=1), end.replace(day=min(end.day, span.last.day)))
