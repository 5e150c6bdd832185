"""The parts of a draft: lines, discount, the days of its payment, its exchange rate, suplidos. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bivelio_core.errors import Unprocessable

from .draft_models import Discount
from .money import CENT, ZERO, LineInput, cents, percent_of
from .payment_models import Disbursement, DueDate, ExchangeRate

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line: its texts, and the inputs of its amounts."""

    description: str
    priced: LineInput
    unit: str | None = None
    item_code: str | None = None
    product_id: str | None = None
    kind: str | None = None


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
class DraftDue:
    """A part of what is to be paid, by `amount` or by `percent`, and its day."""

    day: date
    amount: Decimal | None = None
    percent: Decimal | None = None

    @classmethod
    def all_of(cls, parts: list[DueDate] | None) -> tuple["DraftDue", ...]:
        """The parts of a request. Raises Unprocessable unless all have an amount, or all a percentage."""
        for place, part in enumerate(parts or ()):
            by_amount = parts is not None and parts[0].amount is not None
            if (part.amount is None) == (part.percent is None) or (part.amount is not None) is not by_amount:
                raise Unprocessable.of(f"due_dates[{place}].amount", "one_of")
        return tuple(cls(part.date, part.amount, part.percent) for part in parts or ())


@dataclass(frozen=True, slots=True)
class DraftRate:
    """The rate of a currency: how much of it is one euro, on a day."""

    rate: Decimal
    day: date

    @classmethod
    def of(cls, rate: ExchangeRate | None) -> "DraftRate | None":
        """The rate of a request."""
        return None if rate is None else cls(rate.rate, rate.date)


@dataclass(frozen=True, slots=True)
class DraftDisbursement:
    """A suplido."""

    description: str
    amount: Decimal

    @classmethod
    def all_of(cls, disbursements: list[Disbursement] | None) -> tuple["DraftDisbursement", ...]:
        """The suplidos of a request."""
        return tuple(cls(each.description, each.amount) for each in disbursements or ())


def due_amounts(parts: tuple[DraftDue, ...], payable: Decimal, smallest: Decimal = CENT) -> list[Decimal]:
    """Return the amount of each part; of percentages that add up to a hundred, the last one is the rest."""
    amounts = [
        cents(part.amount, smallest) if part.amount is not None else percent_of(payable, part.percent or ZERO, smallest)
        for part in parts
    ]
    if parts and sum((part.percent or ZERO for part in parts), ZERO) == WHOLE:
        amounts[-1] = payable - sum(amounts[:-1], ZERO)
    return amounts
