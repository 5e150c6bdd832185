"""Operations on an invoice after its draft: the models of the requests."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bivelio_core.contacts.tax_ids import TaxIdType
from bivelio_core.faults import broken
from bivelio_core.models import DISTINCT, Day, Request

from .draft_models import Discount, LineItems, Notes
from .errors import ZERO_QUANTITY
from .fields import Amount, Country, Percent, ShortWords, TaxNumber, Words
from .models import InvoiceId, Language
from .payment_models import in_cents
from .payments import PaymentMethod

RectificationCode = Literal["R1", "R2", "R3", "R4", "R5"]
RectificationMethod = Literal["difference", "substitution"]
Reason = Words
MAXIMUM_TOGETHER = 20


def _not_zero(amount: Decimal) -> Decimal:
    if not amount:
        raise broken(ZERO_QUANTITY)
    return amount


Money = Annotated[Amount, AfterValidator(_not_zero), AfterValidator(in_cents)]
Cents = Annotated[Amount, AfterValidator(in_cents)]
"""An amount that may be zero."""


class IssueInvoice(Request):
    """Which draft to issue. Issuing an issued invoice again changes nothing."""

    id: InvoiceId = Field(description="The id of the draft.")
    issue_date: Day | None = Field(
        None, description="The date of issue, in place of the draft's; the due date moves by as many days."
    )


class SendInvoice(Request):
    """Which invoice to send by e-mail, with its PDF."""

    id: InvoiceId = Field(description="The id of the invoice.")
    to: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(
        None, description="The address; by default the client's."
    )
    subject: Words | None = Field(None, description="The subject; by default the number and your name.")
    message: Annotated[str, Field(min_length=1, max_length=1_024)] | None = Field(
        None, description="The text; by default one with number, total and due date."
    )


class MarkPaid(Request):
    """A payment of an invoice: in full by default.

    A payment that is there already, with the same amount, date, method and reference, is not counted twice if it has a
    reference, and an invoice that is paid stays as it is if no amount is sent.
    """

    id: InvoiceId = Field(description="The id of the invoice.")
    amount: Money | None = Field(None, description="How much; by default what is due. Negative where money went back.")
    date: Day | None = Field(None, description="When it was paid; by default today.")
    method: PaymentMethod = Field("transfer", description="How it was paid.")
    reference: ShortWords | None = Field(None, description="The payer's or the bank's reference.")


class VoidInvoice(Request):
    """Which issued invoice to void, and why. Its number stays used."""

    id: InvoiceId = Field(description="The id of the invoice.")
    reason: Reason = Field(description="Why the invoice is voided.")


class RecordRecipient(Request):
    """How the correcting record names the client; what is not sent is as the invoice has it."""

    name: Words | None = Field(None, description="The name, as the census has it.")
    number: TaxNumber | None = Field(None, description="The tax number.")
    type: TaxIdType | None = Field(
        None, description="The kind of number; `unregistered` where AEAT's census does not have it."
    )
    country: Country | None = Field(None, description="The country that gave it, an ISO 3166-1 code.")


class CorrectRecord(Request):
    """Of which invoice to correct the last record. Its content stays: what the invoice says wrong is rectified."""

    id: InvoiceId = Field(description="The id of the invoice.")
    recipient: RecordRecipient | None = Field(
        None, description="How the record names the client, where AEAT did not accept the invoice's."
    )


class RectifyInvoice(Request):
    """A rectification of an issued invoice; it is issued at once, in the series of rectifications.

    By `difference` the lines are what changes, so they may be negative; by `substitution` they are those of the whole
    corrected invoice. Without lines, by `difference`, all that is left is taken back. What is due of the invoice and of
    the rectification settles each other.
    """

    id: InvoiceId | None = Field(None, description="The id of the invoice to correct.")
    ids: Annotated[list[InvoiceId], Field(min_length=2, max_length=MAXIMUM_TOGETHER), DISTINCT] | None = Field(
        None,
        description=(
            "In place of `id`: the ids of 2 to 20 invoices of one client that are corrected together, by `difference`. "
            "They settle in this order."
        ),
    )
    code: RectificationCode | None = Field(
        None, description="Why, of AEAT's list L2; by default R1, or R5 of a simplified invoice."
    )
    method: RectificationMethod = Field("difference", description="`difference` or `substitution`.")
    reason: Reason = Field(description="Why, in words.")
    line_items: LineItems | None = Field(None, description="The lines of the rectification.")
    prices_include_tax: bool | None = Field(
        None, description="Whether the prices of `line_items` include tax; by default as those of the invoice."
    )
    discount: Discount | None = Field(None, description="A discount on the whole, of a substitution.")
    irpf_rate: Percent | None = Field(None, description="IRPF in percent; by default that of the invoice.")
    issue_date: Day | None = Field(None, description="The date of issue; by default today.")
    notes: Notes | None = Field(None, description="What it says below its totals.")
    language: Language | None = Field(None, description="The language of the PDF; by default that of the invoice.")
    allow_excess: bool = Field(False, description="Whether a difference may take back more than is left of the total.")
