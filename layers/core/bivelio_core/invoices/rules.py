"""The rules of invoices: which operations each status allows, and the rules of lines, dates and parties. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from bivelio_core.errors import Conflict
from bivelio_core.faults import Fault

from . import regimes
from .draft_models import LineItem
from .errors import (
    BEFORE_LAST_ISSUED,
    CLIENT_WITHOUT_NIF,
    DUE_BEFORE_ISSUE,
    IN_THE_FUTURE,
    NIF_OR_SIMPLIFIED,
    PURCHASE_PRICE_MISSING,
    PURCHASE_PRICE_UNFIT,
    RATE_OF_CATEGORY,
    REGIME_UNFIT,
    TOO_LARGE_FOR_SIMPLIFIED,
    UNKNOWN_RATE,
    UNKNOWN_RECARGO,
    ZERO_QUANTITY,
)
from .expressible import BUYER
from .money import ZERO, Group, LineInput
from .oss import OSS
from .regimes import OF_MARGIN, Regime, is_of_margin
from .settings import SIMPLIFIED
from .taxes import CAUSES, SIMPLIFIED_LIMIT, SIMPLIFIED_LIMIT_OF_TRADES, iva_rate, rates_on

Operation = Literal["update", "delete", "issue", "send", "mark_paid", "overdue", "void", "rectify", "deliver"]

TRANSITIONS: Mapping[Operation, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "update": {"draft": ("draft",)},
        "delete": {"draft": ("deleted",)},
        "issue": {"draft": ("pending",)},
        "send": {
            "pending": ("sent",),
            **{same: (same,) for same in ("sent", "partially_paid", "overdue", "paid", "rectified")},
        },
        "mark_paid": {
            **dict.fromkeys(("pending", "sent", "partially_paid"), ("partially_paid", "paid")),
            "overdue": ("overdue", "partially_paid", "paid"),
            "rectified": ("rectified",),
        },
        "overdue": dict.fromkeys(("pending", "sent", "partially_paid"), ("overdue",)),
        "void": dict.fromkeys(("pending", "sent", "overdue"), ("void",)),
        "rectify": dict.fromkeys(("pending", "sent", "partially_paid", "paid", "overdue", "rectified"), ("rectified",)),
        "deliver": {same: (same,) for same in ("pending", "sent", "partially_paid", "paid", "overdue", "rectified")},
    }
)
"""By operation and status: the statuses that may follow. What is not here is refused."""


def require(operation: Operation, status: str) -> None:
    """Raise Conflict when an invoice's status does not allow an operation."""
    if status not in TRANSITIONS[operation]:
        raise Conflict(details={"reason": "status", "status": status, "allowed": sorted(TRANSITIONS[operation])})


def require_ours(main: Mapping[str, object]) -> None:
    """Raise Conflict for a received invoice, whose documents are the supplier's."""
    if main["type"] == "received":
        raise Conflict(details={"reason": "received"})
    require_made_here(main)


def require_made_here(main: Mapping[str, object]) -> None:
    """Raise Conflict for an invoice that another program issued, which has its documents and its record."""
    if main.get("origin") == "imported":
        raise Conflict(details={"reason": "imported"})


def voidable_status(main: Mapping[str, object]) -> str:
    """Return the status that decides about voiding. A rectification settled only by its invoice counts as unpaid."""
    status = str(main["status"]) if main["type"] == "issued" else "received"
    is_unpaid = main["document_type"] in {"rectification", "replacement"} and not main.get("payments")
    return "pending" if is_unpaid and status in ("paid", "partially_paid") else status


def status_of(main: Mapping[str, object], paid: Decimal, due: Decimal) -> str:
    """Return the status of an issued invoice without corrections; the sweeper finds out whether it is overdue."""
    if due == ZERO:
        return "paid"
    return "partially_paid" if paid else "sent" if "sent_at" in main else "pending"


def status_after_payment(status: str, due: Decimal, *, is_late: bool = True) -> str:
    """Return the status of an invoice by its amount due.

    A rectified invoice keeps its status, an overdue one while it `is_late`: of several days of payment, those that have
    passed may be settled.
    """
    full, part = "paid" if due == ZERO else "", "partially_paid"
    same = "" if status == "overdue" and not is_late else status
    possible = TRANSITIONS["mark_paid"][status]
    return next(each for each in (full, same, part) if each in possible)


def group_of(line: LineItem, default_rate: Decimal) -> Group:
    """Return how a line is taxed, completed by defaults."""
    untaxed = line.tax_category not in (None, "standard")
    rate = line.tax_rate if line.tax_rate is not None else ZERO if untaxed else default_rate
    category = line.tax_category or ("standard" if rate else "zero")
    cause = line.exemption_cause or CAUSES.get(category)
    return Group(category, rate, line.recargo_rate or ZERO, cause, line.exemption_reason)


def line_input(line: LineItem, default_rate: Decimal) -> LineInput:
    """Return a line in the form that `money.totals` takes."""
    return LineInput(
        line.quantity,
        line.unit_price or ZERO,
        group_of(line, default_rate),
        line.discount_percent or ZERO,
        line.purchase_price,
    )


def line_faults(lines: Sequence[LineInput], on: date, regime: Regime = "general") -> Iterator[Fault]:
    """The faults of lines on a day of issue, by their place in `line_items`.

    Rates under the regime of the client's country are judged where the client is known (client_rules.py).
    """
    for place, line in enumerate(lines):
        field = f"line_items[{place}]"
        if not line.quantity:
            yield Fault(f"{field}.quantity", ZERO_QUANTITY)
        is_elsewhere = regime == OSS and line.group.tax_category in {"standard", "zero"}
        yield from () if is_elsewhere and not line.group.recargo_rate else _tax_faults(field, line.group, on)
        yield from _cost_faults(field, line, regime)


def _tax_faults(field: str, group: Group, on: date) -> Iterator[Fault]:
    category, percent, recargo = group.tax_category, group.tax_rate, group.recargo_rate
    rate = iva_rate(percent, on)
    if category == "standard" and rate is None:
        yield Fault(f"{field}.tax_rate", UNKNOWN_RATE, {"expected": ", ".join(map(str, rates_on(on)))})
    elif bool(percent) is not (category == "standard"):
        yield Fault(f"{field}.tax_rate", RATE_OF_CATEGORY, {"category": category})
    elif recargo and (rate is None or recargo not in rate.recargos or category != "standard"):
        expected = " / ".join(map(str, rate.recargos)) if rate and category == "standard" else "0"
        yield Fault(f"{field}.recargo_rate", UNKNOWN_RECARGO, {"expected": expected})
    if group.exemption_cause and category not in CAUSES:
        yield Fault(f"{field}.exemption_cause", RATE_OF_CATEGORY, {"category": category})


def _cost_faults(field: str, line: LineInput, regime: Regime) -> Iterator[Fault]:
    """Find a line that does not say what it cost where the margin is taxed, and one that does elsewhere."""
    if not is_of_margin(regime, line.group.tax_category):
        if line.purchase_price is not None:
            yield Fault(f"{field}.purchase_price", PURCHASE_PRICE_UNFIT, {"expected": ", ".join(OF_MARGIN)})
        return
    if line.purchase_price is None:
        about = {"regime": regime, "article": OF_MARGIN[regime]}
        yield Fault(f"{field}.purchase_price", PURCHASE_PRICE_MISSING, about)
    if line.group.recargo_rate:
        yield Fault(f"{field}.recargo_rate", UNKNOWN_RECARGO, {"expected": "0"})


def regime_faults(regime: Regime, groups: Sequence[Group]) -> Iterator[Fault]:
    """Find a special regime that none of the lines can be under, wherever the client is."""
    treatments = (
        regimes.treatment_under(regime, group.tax_category, group.exemption_cause, is_abroad=is_abroad)
        for group in groups
        for is_abroad in (False, True)
    )
    if not regimes.takes_any(regime, treatments):
        takes = ", ".join(sorted(regimes.REGIMES[regime].takes))
        yield Fault("regime", REGIME_UNFIT, {"regime": regime, "expected": takes})


def date_faults(issue_date: date, due_date: date | None) -> Iterator[Fault]:
    """Find a due date before the date of issue."""
    if due_date is not None and due_date < issue_date:
        yield Fault("due_date", DUE_BEFORE_ISSUE)


def issue_date_faults(on: date, today: date, last_issued_on: str | None) -> Iterator[Fault]:
    """Find a date of issue after today, or before that of the series' last issued invoice."""
    if on > today:
        yield Fault("issue_date", IN_THE_FUTURE, {"limit": today.isoformat()})
    elif last_issued_on is not None and on.isoformat() < last_issued_on:
        yield Fault("issue_date", BEFORE_LAST_ISSUED, {"limit": last_issued_on})


def simplified_limit(trade: str | None) -> Decimal:
    """Return the largest total of a simplified invoice of a trade, in euros."""
    return SIMPLIFIED_LIMIT_OF_TRADES if trade else SIMPLIFIED_LIMIT


def client_faults(
    document_type: str, nif: str | None, total: Decimal, trade: str | None = None, *, needs_number: bool = True
) -> Iterator[Fault]:
    """Find a client without a required tax number, and a simplified invoice above the limit of its trade.

    No number is needed of who buys what is carried out elsewhere (Real Decreto 1619/2012, article 6.1.d).
    """
    largest = simplified_limit(trade)
    limit = {"limit": int(largest)}
    if document_type in SIMPLIFIED and total > largest:
        yield Fault("document_type", TOO_LARGE_FOR_SIMPLIFIED, limit)
    elif document_type not in {"simplified", "rectification"} and not nif and needs_number:
        yield Fault(BUYER.number, NIF_OR_SIMPLIFIED if total <= largest else CLIENT_WITHOUT_NIF, limit)
