"""An invoice before it is written: the request's content, completed by the settings, and its amounts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault

from . import rules
from .draft_models import CreateInvoice, Discount, LineItem, UpdateInvoice
from .errors import DISCOUNT_TOO_LARGE, RESERVED_SERIES, TOTAL_TOO_LARGE
from .money import ZERO, DiscountInput, LineInput, Totals, cents, totals
from .settings import Settings
from .taxes import IRPF_RATES

LARGEST_TOTAL = Decimal("999999999999.99")
"""Twelve digits before the point: what AEAT's records can say (ImporteSgn12.2Type)."""

MAXIMUM_FAULTS = 20


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line: its text, and the inputs of its amounts."""

    description: str
    priced: LineInput


@dataclass(frozen=True, slots=True)
class DraftDiscount:
    """A discount on the whole invoice."""

    percent: Decimal | None
    amount: Decimal | None
    reason: str | None

    @classmethod
    def of(cls, discount: Discount | None) -> "DraftDiscount | None":
        """The discount of a request. Raises Unprocessable unless it has a percentage or an amount, not both."""
        if discount is None:
            return None
        if (discount.percent is None) == (discount.amount is None):
            raise Unprocessable.of("discount.percent", "one_of")
        return cls(discount.percent, discount.amount, discount.reason)


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
    currency: str = "EUR"

    @property
    def totals(self) -> Totals:
        """Its amounts."""
        discount = DiscountInput(self.discount.percent, self.discount.amount) if self.discount else None
        return totals([line.priced for line in self.lines], discount, self.irpf_rate)


def asked_for(request: CreateInvoice, settings: Settings, today: date) -> Draft:
    """Return the draft of a request. Raises Unprocessable for a discount with neither or both of its forms."""
    issue_date = request.issue_date or today
    return Draft(
        document_type=request.document_type,
        series=request.series or settings.series,
        issue_date=issue_date,
        due_date=request.due_date or max(issue_date, issue_date + timedelta(days=settings.terms_days)),
        operation_date=request.operation_date,
        lines=lines_of(request.line_items, settings),
        discount=DraftDiscount.of(request.discount),
        irpf_rate=settings.irpf_rate if request.irpf_rate is None else request.irpf_rate,
        reference=request.reference,
        notes=request.notes,
        language=request.language or settings.language,
        currency=request.currency,
    )


def changed(draft: Draft, request: UpdateInvoice, settings: Settings) -> Draft:
    """Return the draft with the fields sent. An issue date that passes the due date moves that date too."""
    sent = request.model_fields_set - {"id", "version", "client_id"}
    plain = {name: getattr(request, name) for name in sent - {"line_items", "discount", "irpf_rate"}}
    after = replace(draft, **plain)
    if request.line_items is not None:
        after = replace(after, lines=lines_of(request.line_items, settings))
    if "discount" in sent:
        after = replace(after, discount=DraftDiscount.of(request.discount))
    if "irpf_rate" in sent:
        after = replace(after, irpf_rate=request.irpf_rate or ZERO)
    return after


def dated(draft: Draft, on: date) -> Draft:
    """The draft with another date of issue; the due date moves by as many days."""
    moved = on - draft.issue_date
    return replace(draft, issue_date=on, due_date=draft.due_date + moved if draft.due_date else None)


def lines_of(items: list[LineItem], settings: Settings) -> tuple[DraftLine, ...]:
    """Return the lines of a request. A line without a rate gets the settings' rate."""
    return tuple(DraftLine(line.description, rules.line_input(line, settings.tax_rate)) for line in items)


def check(draft: Draft, settings: Settings, *, is_rectification: bool = False, may_be_negative: bool = False) -> Totals:
    """Return the amounts of a valid draft. Raises Unprocessable with the draft's faults, twenty at most."""
    faults = list(_faults(draft, settings, is_rectification=is_rectification, may_be_negative=may_be_negative))
    if faults:
        raise Unprocessable(faults[:MAXIMUM_FAULTS])
    amounts = draft.totals
    if faults := list(_amount_faults(draft, amounts)):
        raise Unprocessable(faults)
    return amounts


def _faults(draft: Draft, settings: Settings, *, is_rectification: bool, may_be_negative: bool) -> Iterator[Fault]:
    priced = [line.priced for line in draft.lines]
    yield from rules.line_faults(priced, draft.operation_date or draft.issue_date, may_be_negative=may_be_negative)
    yield from rules.date_faults(draft.issue_date, draft.due_date)
    if draft.irpf_rate not in IRPF_RATES:
        yield Fault("irpf_rate", "choice", {"expected": ", ".join(map(str, IRPF_RATES))})
    if not is_rectification and draft.series == settings.rectification_series:
        yield Fault("series", RESERVED_SERIES)


def _amount_faults(draft: Draft, amounts: Totals) -> Iterator[Fault]:
    """Find a discount above the lines' sum, and amounts too large for records and exact JSON numbers."""
    if draft.discount and abs(cents(draft.discount.amount or ZERO)) > abs(amounts.lines_net):
        yield Fault("discount.amount", DISCOUNT_TOO_LARGE, {"limit": str(amounts.lines_net)})
    for place, line in enumerate(amounts.lines):
        if abs(line.total) > LARGEST_TOTAL:
            yield Fault(f"line_items[{place}].unit_price", TOTAL_TOO_LARGE, {"limit": str(LARGEST_TOTAL)})
            return
    if max(abs(amounts.total), abs(amounts.lines_net)) > LARGEST_TOTAL:
        yield Fault("line_items", TOTAL_TOO_LARGE, {"limit": str(LARGEST_TOTAL)})
