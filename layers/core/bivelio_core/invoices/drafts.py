"""An invoice before it is written: the request's content, completed by the settings, and its amounts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault

from . import rules
from .currencies import EURO, decimals_of, smallest
from .draft_models import InvoiceContent, LineItem, UpdateInvoice
from .draft_parts import DraftDisbursement, DraftDiscount, DraftDue, DraftLine, DraftRate, due_amounts
from .errors import (
    DISCOUNT_TOO_LARGE,
    DUE_BEFORE_ISSUE,
    DUE_DATES_ORDER,
    DUE_DATES_SUM,
    IN_THE_FUTURE,
    NEGATIVE_WHOLE,
    NO_EXCHANGE_RATE,
    RATE_OF_EURO,
    RESERVED_SERIES,
    TOTAL_TOO_LARGE,
)
from .fields import TOO_MANY_DECIMALS
from .money import ZERO, DiscountInput, Totals, cents, totals
from .regimes import TRAVEL_AGENCY, Regime
from .settings import Settings
from .taxes import IRPF_RATES

LARGEST_TOTAL = Decimal("999999999999.99")
"""Twelve digits before the point: what AEAT's records can say (ImporteSgn12.2Type)."""

MAXIMUM_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of an invoice that does not depend on its number, its parties or its payments."""

    document_type: str
    series: str
    issue_date: date
    due_date: date | None
    operation_date: date | None
    lines: tuple[DraftLine, ...]
    discount: DraftDiscount | None
    irpf_rate: Decimal
    reference: str | None
    notes: str | None
    language: str
    currency: str = EURO
    prices_include_tax: bool = False
    payment_method: str | None = None
    due_dates: tuple[DraftDue, ...] = ()
    exchange_rate: DraftRate | None = None
    disbursements: tuple[DraftDisbursement, ...] = ()
    regime: Regime = "general"
    replaces: tuple[Mapping[str, Any], ...] = ()
    is_self_billed: bool = False

    @property
    def totals(self) -> Totals:
        """Its amounts."""
        discount = DiscountInput(self.discount.percent, self.discount.amount) if self.discount else None
        return totals(
            [line.priced for line in self.lines],
            discount,
            self.irpf_rate,
            prices_include_tax=self.prices_include_tax,
            smallest=smallest(self.currency),
            is_one_service=self.regime == TRAVEL_AGENCY,
        )

    @property
    def disbursed(self) -> Decimal:
        """The sum of the suplidos."""
        return sum((each.amount for each in self.disbursements), cents(ZERO))


def asked_for(request: InvoiceContent, settings: Settings, today: date) -> Draft:
    """Return the draft of a request. Raises Unprocessable for a discount with neither or both of its forms."""
    issue_date = request.issue_date or today
    due_dates = DraftDue.all_of(request.due_dates)
    if due_dates and request.due_date:
        raise Unprocessable.of("due_date", "one_of")
    last = due_dates[-1].day if due_dates else request.due_date
    return Draft(
        document_type=request.document_type,
        series=request.series or settings.series_of(request.document_type),
        issue_date=issue_date,
        due_date=last or max(issue_date, issue_date + timedelta(days=settings.terms_days)),
        operation_date=request.operation_date,
        lines=lines_of(request.line_items, settings),
        discount=DraftDiscount.of(request.discount),
        irpf_rate=settings.irpf_rate if request.irpf_rate is None else request.irpf_rate,
        reference=request.reference,
        notes=request.notes,
        language=request.language or settings.language,
        currency=request.currency,
        prices_include_tax=request.prices_include_tax,
        payment_method=request.payment_method,
        due_dates=due_dates,
        exchange_rate=DraftRate.of(request.exchange_rate),
        disbursements=DraftDisbursement.all_of(request.disbursements),
        regime=request.regime or settings.regime,
        is_self_billed=request.self_billed,
    )


_OF_PARTS = frozenset({"line_items", "discount", "irpf_rate", "due_dates", "exchange_rate", "disbursements"})
"""The fields of a change whose values are made of parts."""


def changed(draft: Draft, request: UpdateInvoice, settings: Settings) -> Draft:
    """Return the draft with the fields sent. Raises Unprocessable for both of two fields that exclude each other."""
    sent = request.model_fields_set - {"id", "version", "client_id"}
    plain = {name: getattr(request, name) for name in sent - _OF_PARTS - {"series"}}
    after = replace(draft, **plain, series=series_after(draft, request, settings))
    if "due_date" in sent:
        after = replace(after, due_dates=())
    if "due_dates" in sent:
        if request.due_dates and request.due_date:
            raise Unprocessable.of("due_date", "one_of")
        due_dates = DraftDue.all_of(request.due_dates)
        after = replace(after, due_dates=due_dates, due_date=due_dates[-1].day if due_dates else after.due_date)
    if "exchange_rate" in sent:
        after = replace(after, exchange_rate=DraftRate.of(request.exchange_rate))
    if "disbursements" in sent:
        after = replace(after, disbursements=DraftDisbursement.all_of(request.disbursements))
    if request.line_items is not None:
        after = replace(after, lines=lines_of(request.line_items, settings))
    if "discount" in sent:
        after = replace(after, discount=DraftDiscount.of(request.discount))
    if "irpf_rate" in sent:
        after = replace(after, irpf_rate=request.irpf_rate or ZERO)
    return after


def series_after(draft: Draft, request: UpdateInvoice, settings: Settings) -> str:
    """Return the series after a change: another type of document has its own, unless the draft chose one."""
    usual, document_type = settings.series_of(draft.document_type), request.document_type or draft.document_type
    return request.series or (settings.series_of(document_type) if draft.series == usual else draft.series)


def dated(draft: Draft, on: date) -> Draft:
    """The draft with another date of issue; the days of payment move by as many days."""
    moved = on - draft.issue_date
    return replace(
        draft,
        issue_date=on,
        due_date=draft.due_date + moved if draft.due_date else None,
        due_dates=tuple(replace(part, day=part.day + moved) for part in draft.due_dates),
    )


def lines_of(items: list[LineItem], settings: Settings) -> tuple[DraftLine, ...]:
    """Return the lines of a request, completed by `priced`. A line without a rate gets the settings' rate."""
    return tuple(
        DraftLine(
            line.description or "",
            rules.line_input(line, settings.tax_rate),
            unit=line.unit,
            item_code=line.item_code,
            kind=line.kind,
            product_id=line.product_id,
        )
        for line in items
    )


def check(draft: Draft, settings: Settings, *, is_rectification: bool = False, may_be_negative: bool = False) -> Totals:
    """Return the amounts of a valid draft. Raises Unprocessable with the draft's faults, twenty at most.

    `may_be_negative` is for rectifications by difference: the whole of others is not below zero.
    """
    faults = list(_faults(draft, settings, is_rectification=is_rectification))
    if faults:
        raise Unprocessable(faults[:MAXIMUM_FAULTS])
    amounts = draft.totals
    if faults := list(_amount_faults(draft, amounts, may_be_negative=may_be_negative)):
        raise Unprocessable(faults)
    return amounts


def _faults(draft: Draft, settings: Settings, *, is_rectification: bool) -> Iterator[Fault]:
    priced = [line.priced for line in draft.lines]
    yield from rules.line_faults(priced, draft.operation_date or draft.issue_date, draft.regime)
    yield from rules.date_faults(draft.issue_date, None if draft.due_dates else draft.due_date)
    yield from _due_faults(draft)
    yield from _rate_faults(draft)
    if draft.irpf_rate not in IRPF_RATES:
        yield Fault("irpf_rate", "choice", {"expected": ", ".join(map(str, IRPF_RATES))})
    yield from rules.regime_faults(draft.regime, [line.group for line in priced])
    if not is_rectification and draft.series == settings.rectification_series:
        yield Fault("series", RESERVED_SERIES)


def _due_faults(draft: Draft) -> Iterator[Fault]:
    """Find days of payment before the issue or out of order."""
    before = None
    for place, part in enumerate(draft.due_dates):
        if part.day < draft.issue_date:
            yield Fault(f"due_dates[{place}].date", DUE_BEFORE_ISSUE)
        elif before is not None and part.day <= before:
            yield Fault(f"due_dates[{place}].date", DUE_DATES_ORDER)
        before = part.day


def _rate_faults(draft: Draft) -> Iterator[Fault]:
    """Find a currency without a rate, a rate of the euro, and a rate of a later day (Ley 37/1992, art. 79.Once)."""
    rate = draft.exchange_rate
    for place, each in enumerate(draft.disbursements):
        if each.amount % smallest(draft.currency):
            limit = {"limit": decimals_of(draft.currency)}
            yield Fault(f"disbursements[{place}].amount", TOO_MANY_DECIMALS, limit)
    if draft.currency == EURO:
        if rate is not None:
            yield Fault("exchange_rate", RATE_OF_EURO)
    elif rate is None:
        yield Fault("exchange_rate", NO_EXCHANGE_RATE)
    elif rate.day > draft.issue_date:
        yield Fault("exchange_rate.date", IN_THE_FUTURE, {"limit": draft.issue_date.isoformat()})


def _amount_faults(draft: Draft, amounts: Totals, *, may_be_negative: bool) -> Iterator[Fault]:
    """Find what sums do not allow: a whole below zero, parts that do not add up, amounts too large to record."""
    lines_sum = amounts.lines_net
    if draft.prices_include_tax:
        lines_sum = sum((line.total for line in amounts.lines), ZERO)
    if draft.discount and abs(cents(draft.discount.amount or ZERO)) > abs(lines_sum):
        yield Fault("discount.amount", DISCOUNT_TOO_LARGE, {"limit": str(lines_sum)})
    elif not may_be_negative and (amounts.subtotal < 0 or amounts.total < 0):
        yield Fault("line_items", NEGATIVE_WHOLE, {"limit": str(amounts.total)})
    payable = amounts.payable + draft.disbursed
    if draft.due_dates:
        parts = due_amounts(draft.due_dates, payable, smallest(draft.currency))
        if sum(parts, ZERO) != payable or min(parts) <= 0:
            yield Fault("due_dates", DUE_DATES_SUM, {"limit": str(payable)})
    for place, line in enumerate(amounts.lines):
        if abs(line.total) > LARGEST_TOTAL:
            yield Fault(f"line_items[{place}].unit_price", TOTAL_TOO_LARGE, {"limit": str(LARGEST_TOTAL)})
            return
    if max(abs(amounts.total), abs(amounts.lines_net), payable) > LARGEST_TOTAL:
        yield Fault("line_items", TOTAL_TOO_LARGE, {"limit": str(LARGEST_TOTAL)})
