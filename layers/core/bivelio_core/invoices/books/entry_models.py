"""What the books need of a received invoice and no supplier writes on it: the models of requests and responses."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bivelio_core.invoices.fields import Percent
from bivelio_core.models import Day, Request, Response

ExpenseConcept = Annotated[str, Field(min_length=3, max_length=3, pattern=r"^[A-Z0-9]+$", examples=["G19"])]


class UpdateBooksEntry(Request):
    """How a received invoice is entered in the books: only what is sent changes, null clears."""

    id: Annotated[str, Field(min_length=1, max_length=100, examples=["inv_g0h1i2j3"])] = Field(
        description="The id of the received invoice."
    )
    received_on: Day | None = Field(
        None, description="When it was received, if not on the day on which it was recorded here."
    )
    deductible_percent: Percent | None = Field(None, description="How much of its tax may be deducted; 100 by default.")
    expense_concept: ExpenseConcept | None = Field(
        None, description="AEAT's concept of expense, `G01` to `G46`, `GY4` or `GY8`: of a person's books."
    )
    is_investment_good: bool | None = Field(None, description="Whether it is for a capital good.")
    is_simplified: bool | None = Field(
        None, description="Whether it is a simplified invoice without your number, of which nothing is deducted."
    )
    self_assessed_rate: Percent | None = Field(
        None, description="The rate of the tax that you owe for it: reverse charge, acquisitions in the European Union."
    )
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version of the invoice that was looked at; 409 if there is another."
    )


class BooksEntry(Response):
    """How a received invoice is entered in the books; what nobody has said is absent."""

    received_on: str | None = Field(None, description="When it was received.")
    deductible_percent: float | None = Field(None, description="How much of its tax may be deducted, in percent.")
    expense_concept: str | None = Field(None, description="AEAT's concept of expense.")
    is_investment_good: bool | None = Field(None, description="Whether it is for a capital good.")
    is_simplified: bool | None = Field(None, description="Whether it is a simplified invoice without your number.")
    self_assessed_rate: float | None = Field(None, description="The rate of the tax that you owe for it, in percent.")


class BooksEntryOfInvoice(BooksEntry):
    """How a received invoice is entered in the books, with its id and version."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number that the supplier gave the invoice.")
    version: int = Field(description="The version of the invoice; it increases with each change.")


def stored_value(value: object) -> object:
    """Return a field as items keep it: days and percentages as texts."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def entry_of(stored: dict[str, object]) -> BooksEntry:
    """Return what an item keeps as the API shows it."""
    percents = {
        name: float(str(stored[name])) for name in ("deductible_percent", "self_assessed_rate") if name in stored
    }
    return BooksEntry.model_validate({**stored, **percents})
