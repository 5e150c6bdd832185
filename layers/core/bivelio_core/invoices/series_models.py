"""The numbers of a series: the models of requests and responses."""

from typing import Annotated

from pydantic import Field

from bivelio_core.models import Request, Response

from .fields import Series

LARGEST_NUMBER = 9_999_999


class SetNextNumber(Request):
    """The number that a series continues with after another program, once, before any invoice of it is made here."""

    series: Series = Field(description="The series whose numbers are continued.")
    year: Annotated[int, Field(ge=2000, le=2100, examples=[2026])] = Field(description="The year of its numbers.")
    next_number: Annotated[int, Field(ge=2, le=LARGEST_NUMBER, examples=[251])] = Field(
        description="The next number: one more than the last that was issued elsewhere."
    )


class NextNumber(Response):
    """The number that a series continues with."""

    series: str = Field(description="The series whose numbers are continued.")
    year: int = Field(description="The year whose numbers these are.")
    next_number: int = Field(description="The number of the next invoice of the series.")
    number: str = Field(description="It as invoices show it: FAC-2026-251.")
