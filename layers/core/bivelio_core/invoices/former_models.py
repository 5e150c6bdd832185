"""Invoices that another program issued: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Day, Request, Response

from .action_models import Cents
from .currencies import EURO, Currency
from .fields import Country, Series, ShortWords, TaxNumber, Words
from .models import ContactId
from .received_models import CorrectedLine, CorrectedTax

MOST_INVOICES, MOST_LINES = 100, 200


class FormerClient(Request):
    """Who bought: the contact with the tax number, or a new company."""

    name: Words = Field(description="The name of the client on the invoice.")
    nif: TaxNumber | None = Field(None, description="The tax number.")
    street: Words | None = Field(None, description="Street and number.")
    postal_code: ShortWords | None = Field(None, description="The client's postal code: five digits in Spain.")
    city: ShortWords | None = Field(None, description="The town.")
    province: ShortWords | None = Field(None, description="The province, such as Girona.")
    country: Country = Field("ES", description="The country, an ISO 3166-1 code of two letters.")


class FormerInvoice(Request):
    """An invoice as it was issued elsewhere: with its totals by rate, or with lines of which these follow."""

    number: ShortWords = Field(description="The number that the invoice bears.")
    series: Series | None = Field(None, description="Its series; by default the letters that its number begins with.")
    document_type: Literal["invoice", "simplified", "rectification"] = Field("invoice", description="What it is.")
    issue_date: Day = Field(description="The date of issue.")
    due_date: Day | None = Field(None, description="The date by which it has to be paid.")
    operation_date: Day | None = Field(None, description="When it was delivered.")
    client_id: ContactId | None = Field(None, description="The contact that bought.")
    client: FormerClient | None = Field(None, description="Who bought, instead of `client_id`.")
    currency: Currency = Field(EURO, description="The currency, an ISO 4217 code.")
    line_items: Annotated[list[CorrectedLine], Field(min_length=1, max_length=MOST_LINES)] | None = Field(
        None, description="What the invoice charges, line by line."
    )
    tax_breakdown: Annotated[list[CorrectedTax], Field(min_length=1, max_length=50)] | None = Field(
        None, description="The totals by rate; by default those of the lines."
    )
    total: Cents | None = Field(None, description="The total before IRPF; by default what the rates add up to.")
    irpf_amount: Cents | None = Field(None, description="The IRPF that the client withholds.")
    amount_paid: Cents | None = Field(None, description="What has been paid of it.")
    paid_on: Day | None = Field(None, description="When; by default on the day of issue.")
    reference: ShortWords | None = Field(None, description="The client's own reference.")


class ImportInvoices(Request):
    """Invoices that another program issued. One that is there already, by number and year, stays as it is."""

    invoices: Annotated[list[FormerInvoice], Field(min_length=1, max_length=MOST_INVOICES)] = Field(
        description="The invoices, 1 to 100."
    )


class ImportedInvoice(Response):
    """What became of an invoice."""

    number: str = Field(description="The number that the invoice bears.")
    invoice_id: str = Field(description="Its id here.")
    result: Literal["imported", "existing"] = Field(description="`imported`, or `existing` if it was there already.")


class ImportedInvoices(Response):
    """What became of the invoices, in their order."""

    imported: int = Field(description="How many are new.")
    existing: int = Field(description="How many were there already.")
    invoices: list[ImportedInvoice] = Field(description="Each invoice.")
