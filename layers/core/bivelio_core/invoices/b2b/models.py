"""The statuses of an invoice between businesses: the models of requests and responses."""

from pydantic import Field

from bivelio_core.invoices.fields import Words
from bivelio_core.invoices.models import InvoiceId, InvoiceType
from bivelio_core.models import Day, Request, Response, Timestamp

from .statuses import BusinessStatus, Party


class ReportState(Request):
    """What a party of an invoice reports: you, or what the other one has told you."""

    id: InvoiceId = Field(description="The id of the invoice, issued or received.")
    status: BusinessStatus = Field(
        description=(
            "The recipient's `rejection` and `payment` (in full), the issuer's `settlement`, `default` and "
            "`cancel_invoice`; `cancel_` before another takes it back."
        )
    )
    date: Day | None = Field(None, description="When it came about, such as the day of payment; by default today.")
    reason: Words | None = Field(None, description="Why; a rejection needs one.")


class ReadStatuses(Request):
    """Which invoice to read the statuses of."""

    id: InvoiceId = Field(description="The id of the invoice.")


class ReportedStatus(Response):
    """A status that was reported."""

    status: BusinessStatus = Field(description="What was reported of the invoice, such as accepted, refused or paid.")
    code: str = Field(description="Its code in an ApplicationResponse, such as `PAYMENT`.")
    by: Party = Field(description="Whose statement it is: `recipient` or `issuer`.")
    date: str = Field(description="When it came about.")
    reason: str | None = Field(None, description="Why, such as the reason of a refusal.")
    reported_at: Timestamp = Field(description="When it was entered.")
    due_by: str | None = Field(None, description="Until when the recipient had to report it.")
    late: bool | None = Field(None, description="Whether it was reported after that.")


class InvoiceStatuses(Response):
    """What the parties of an invoice have reported of it."""

    invoice_id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    type: InvoiceType = Field(description="`issued` or `received`: whether you are the issuer or the recipient.")
    statuses: list[ReportedStatus] = Field(description="What was reported, the oldest first.")
    allowed: list[BusinessStatus] = Field(description="What may be reported next.")
    reject_by: str | None = Field(None, description="Of a received invoice: the last day to report a rejection.")
    transport: str = Field(description="`none`: the public solution takes nothing yet. Send the document yourself.")
    document_base64: str | None = Field(
        None,
        description="Of `/invoices/business_status`: your last own status as UBL ApplicationResponse, in base64.",
    )
