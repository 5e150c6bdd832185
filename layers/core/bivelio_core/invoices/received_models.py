"""Received invoices: the models of the requests."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import NOT_NULL, Day, Request

from .action_models import Cents, Reason
from .currencies import Currency
from .draft_models import MAXIMUM_DESCRIPTION, MAXIMUM_LINES, Version
from .fields import TEXT, Amount, Percent, ShortWords
from .models import ContactId, InvoiceId, ShownCategory

MAXIMUM_XML = 1_000_000


class ReceiveInvoice(Request):
    """An invoice that a supplier sent: by exactly one of `extraction_id`, `document_id` and `xml`."""

    extraction_id: Annotated[str, Field(min_length=1, max_length=100, examples=["ext_m1n2o3p4"])] | None = Field(
        None, description="The id of an extraction of an invoice."
    )
    document_id: Annotated[str, Field(min_length=1, max_length=100, examples=["doc_q5r6s7t8"])] | None = Field(
        None, description="The id of a document that has the invoice as data: UBL, CII, Factur-X or Facturae."
    )
    xml: Annotated[str, Field(min_length=1, max_length=MAXIMUM_XML)] | None = Field(
        None, description="The text of an invoice in UBL, CII or Facturae."
    )


class CorrectedLine(Request):
    """A line as the supplier's invoice has it."""

    description: Annotated[str, Field(min_length=1, max_length=MAXIMUM_DESCRIPTION), TEXT] = Field(
        description="What is bought."
    )
    quantity: Amount = Field(description="How much.")
    unit_price: Amount = Field(description="The price of one, without tax.")
    net: Cents | None = Field(None, description="The amount of the line; by default quantity times price.")
    tax_rate: Percent = Field(description="The rate of IVA in percent.")
    recargo_rate: Percent | None = Field(None, description="Recargo de equivalencia in percent.")
    tax_category: ShownCategory | None = Field(None, description="How it is taxed; by default by its rate.")


class CorrectedTax(Request):
    """The total of a rate as the supplier's invoice has it."""

    tax_rate: Percent = Field(description="The rate of IVA in percent.")
    base: Cents = Field(description="What is taxed.")
    tax_amount: Cents = Field(description="The IVA.")
    recargo_rate: Percent | None = Field(None, description="Recargo de equivalencia in percent.")
    recargo_amount: Cents | None = Field(None, description="The recargo.")
    tax_category: ShownCategory | None = Field(None, description="How it is taxed; by default by its rate.")


class CorrectInvoice(Request):
    """What a received invoice says, before it is booked: only what is sent changes. Without a change it confirms.

    The amounts are `tax_breakdown`, a total for each rate, or `line_items`, of which the totals by rate follow. What
    results has to add up, unless `allow_difference` says that the supplier's invoice itself does not.
    """

    id: InvoiceId = Field(description="The id of the received invoice.")
    reason: Reason = Field(description="Why it is corrected.")
    number: Annotated[ShortWords | None, NOT_NULL] = Field(None, description="The supplier's number.")
    document_type: Annotated[Literal["invoice", "rectification"] | None, NOT_NULL] = Field(
        None, description="`invoice` or `rectification`."
    )
    client_id: Annotated[ContactId | None, NOT_NULL] = Field(None, description="The contact that is the supplier.")
    issue_date: Annotated[Day | None, NOT_NULL] = Field(None, description="The date of issue.")
    due_date: Day | None = Field(None, description="The date by which it has to be paid; null for none.")
    currency: Annotated[Currency | None, NOT_NULL] = Field(None, description="The currency, an ISO 4217 code.")
    line_items: Annotated[list[CorrectedLine] | None, NOT_NULL, Field(max_length=MAXIMUM_LINES)] = Field(
        None, description="The lines; they replace all, and may be none where `tax_breakdown` has the totals."
    )
    tax_breakdown: Annotated[list[CorrectedTax] | None, NOT_NULL, Field(min_length=1, max_length=50)] = Field(
        None, description="The totals by rate; they replace all."
    )
    total: Annotated[Cents | None, NOT_NULL] = Field(
        None, description="The total before IRPF; by default what the rates add up to."
    )
    irpf_amount: Cents | None = Field(None, description="The IRPF that is withheld; null for none.")
    allow_difference: bool = Field(False, description="Whether amounts may differ that should add up.")
    version: Version | None = Field(
        None, description="The version the correction is based on; 409 if there is another."
    )


class BookInvoice(Request):
    """Which received invoice to book. Booking it again changes nothing."""

    id: InvoiceId = Field(description="The id of the received invoice.")
    version: Version | None = Field(None, description="The version that was looked at; 409 if there is another.")
