"""Invoices: how and when they are paid, the rate of their currency, and suplidos, as requests and answers say it."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import Day, Request, Response

from .fields import TOO_MANY_DECIMALS, Amount, Percent, Words

MAXIMUM_DUE_DATES = 60
MAXIMUM_DISBURSEMENTS = 50


def in_cents(amount: Decimal) -> Decimal:
    """Return an amount with two decimals at most. Raises the fault of another."""
    if -amount.as_tuple().exponent > 2:  # type: ignore[operator]  # noqa: PLR2004
        raise broken(TOO_MANY_DECIMALS, limit=2)
    return amount


PositiveMoney = Annotated[Amount, Field(gt=0), AfterValidator(in_cents)]


class DueDate(Request):
    """A part of what is to be paid, by `amount` or by `percent`, and its day."""

    date: Day = Field(description="By when the part is to be paid.")
    amount: PositiveMoney | None = Field(None, description="How much, in the invoice's currency.")
    percent: Annotated[Percent, Field(gt=0)] | None = Field(
        None, description="How much, in percent of what is to be paid; the last part is the rest."
    )


DueDates = Annotated[list[DueDate], Field(max_length=MAXIMUM_DUE_DATES)]


class ExchangeRate(Request):
    """The rate by which the tax of an invoice in another currency is stated in euros."""

    rate: Annotated[Amount, Field(gt=0)] = Field(
        description="How much of the currency is one euro, as the European Central Bank publishes it: 1.085 for USD."
    )
    date: Day = Field(description="The day of the rate; not after the date of issue.")


class Disbursement(Request):
    """A suplido: what was paid to others in the client's name, and is charged without tax."""

    description: Words = Field(description="What was paid.")
    amount: PositiveMoney = Field(description="How much.")


Disbursements = Annotated[list[Disbursement], Field(max_length=MAXIMUM_DISBURSEMENTS)]


class DuePart(Response):
    """A part of what is to be paid, and its day."""

    date: str = Field(description="By when it is to be paid.")
    amount: float = Field(description="How much.")
    percent: float | None = Field(None, description="In percent, where it was asked for so.")


class RateUsed(Response):
    """The rate by which tax is stated in euros."""

    rate: int | float | str = Field(description="How much of the currency is one euro.")
    date: str = Field(description="The day of the rate.")


class DisbursementShown(Response):
    """A suplido."""

    description: str = Field(description="What was paid.")
    amount: float = Field(description="How much.")
