"""Figures of forms: the models of requests and responses. Amounts are in euros, with two decimals."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import ListRequest, Pagination, Response

FIRST_YEAR, LAST_YEAR = 2023, 2099
Form = Literal["303", "347", "349", "111", "130"]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2026])]
Quarter = Annotated[int, Field(ge=1, le=4, examples=[2])]
Month = Annotated[int, Field(ge=1, le=12, examples=[4])]


class GetFigures(ListRequest):
    """Which form, of which period, and which page of the amounts behind it.

    Without quarter and month, the figures are those of the year. 347 is of a year, 130 of a quarter.
    """

    form: Form = Field(description="The number of AEAT's form.")
    year: Year = Field(description="The year that is declared.")
    quarter: Quarter | None = Field(None, description="The quarter that is declared, 1 to 4.")
    month: Month | None = Field(None, description="The month, in place of a quarter.")
    box: Annotated[str, Field(min_length=1, max_length=3, examples=["07"])] | None = Field(
        None, description="Only the amounts of this box; of 347 and 349, of this key."
    )
    partner: Annotated[str, Field(min_length=1, max_length=40, examples=["B12345678"])] | None = Field(
        None, description="Only the amounts with the partner of this tax number."
    )


class FigureAmount(Response):
    """An invoice's amount in a box."""

    box: str = Field(description="The box, or the key; `-` for what no box takes.")
    invoice_id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    amount: float = Field(description="How much of the invoice is in the box.")
    partner: str | None = Field(
        None, description="The tax number of the client or supplier, where the form tells them apart."
    )


class FigureBox(Response):
    """A box of a form."""

    box: str = Field(description="Its number; `-` for what no box takes.")
    label: str = Field(description="What it is, in your language.")
    amount: float = Field(description="The sum; of box 07 of form 111, a number of people.")
    invoices: int | None = Field(
        None, description="How many invoices are in it; absent where it is computed from others."
    )


class FigurePartner(Response):
    """What a form declares of one partner."""

    key: str = Field(description="The key of the operations: A or B of 347; E, S, A or I of 349.")
    tax_number: str = Field(description="The partner's tax number.")
    name: str | None = Field(None, description="The partner's name.")
    amount: float = Field(description="The sum of the partner's invoices of the year.")
    quarters: list[float] = Field(description="The sums of the four quarters of the year.")
    invoices: int = Field(description="How many invoices.")


class UnknownFigure(Response):
    """Something that the invoices here do not tell, and that the form asks for."""

    code: str = Field(description="What, as a word that does not change.")
    message: str = Field(description="The same as a sentence in your language.")
    invoices: int | None = Field(None, description="How many invoices it is about, where it is about some.")


class Figures(Response):
    """The figures of a form: a help for who fills it in, not a filing."""

    form: str = Field(description="The number of the form.")
    period: str = Field(description="The period: `2026`, `2026-2T`, `2026-04`.")
    notice: str = Field(description="What these figures are, and are not.")
    invoices: list[FigureAmount] = Field(description="A page of the amounts behind the boxes.")
    boxes: list[FigureBox] | None = Field(None, description="The boxes that have an amount.")
    partners: list[FigurePartner] | None = Field(None, description="Of 347 and 349: the partners, by key and number.")
    unknown: list[UnknownFigure] | None = Field(
        None, description="What the form asks for, and the invoices here do not tell."
    )
    pagination: Pagination = Field(description="The position of the page in the list of amounts.")
