"""Invoices: the models of requests and responses. Amounts are JSON numbers with two decimals, in the currency."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import SORT, Day, ListRequest, Pagination, Request, Response, Timestamp

from .books.entry_models import BooksEntry
from .payment_models import DisbursementShown, DuePart, RateUsed
from .payments import PaymentMethod
from .received_answers import Correction, Original
from .regimes import Regime
from .taxes import ExemptionCause, Kind, TaxCategory

InvoiceType = Literal["issued", "received"]
ShownCategory = Literal[TaxCategory, "other"]
"""A received invoice may have a category that ours never have, such as IGIC."""
ChangedDocumentType = Literal["invoice", "simplified", "qualified_simplified"]
NewDocumentType = Literal[ChangedDocumentType, "replacement"]
DocumentType = Literal[NewDocumentType, "rectification"]
Status = Literal["draft", "pending", "sent", "paid", "partially_paid", "overdue", "void", "rectified"]
SubmissionState = Literal["pending", "registered", "accepted_with_errors", "rejected"]
InvoiceSubmission = Literal["not_submitted", SubmissionState]
RecordKind = Literal["registration", "cancellation"]
NumberStatus = Literal["provisional", "final"]
Language = Literal["ca", "es", "en"]
InvoiceOrder = Literal[
    "created_at",
    "-created_at",
    "issue_date",
    "-issue_date",
    "due_date",
    "-due_date",
    "total",
    "-total",
    "updated_at",
    "-updated_at",
]
InvoiceId = Annotated[str, Field(min_length=1, max_length=100, examples=["inv_g0h1i2j3"])]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]


class GetInvoice(Request):
    """Which invoice to read."""

    id: InvoiceId = Field(description="The id of the invoice.")


class ListInvoices(ListRequest):
    """Which page of invoices: those that match all that is given, newest first unless `sort` says otherwise.

    Each word of `search` must begin a word of the number, of the client's name or, from four characters on, of its tax
    number.
    """

    type: InvoiceType | None = Field(None, description="Only issued or only received ones.")
    status: Status | None = Field(None, description="Only those of this status.")
    unpaid: bool | None = Field(None, description="Only those of which something is due, or with `false` the others.")
    client_id: ContactId | None = Field(None, description="Only those of this contact.")
    from_date: Day | None = Field(None, description="Issued on this day or later.")
    to_date: Day | None = Field(None, description="Issued on this day or earlier.")
    search: Annotated[str, Field(max_length=200, examples=["FAC-2026-043"])] | None = Field(
        None, description="Words of the number, of the client's name or its tax number."
    )
    sort: InvoiceOrder | None = Field(None, description=SORT)


class Client(Response):
    """Who buys, or of a received invoice who sells."""

    id: str | None = Field(None, description="The id of the contact.")
    name: str = Field(description="The name, as it was when the invoice was issued.")
    nif: str | None = Field(None, description="The tax number.")


class Line(Response):
    """A line of an invoice with its amounts; quantities and prices of more than 15 digits are texts."""

    description: str = Field(description="What is sold.")
    quantity: int | float | str = Field(description="How much.")
    unit_price: int | float | str = Field(description="The price of one, without tax unless `prices_include_tax`.")
    purchase_price: int | float | str | None = Field(
        None, description="What one of it cost, where the margin is taxed; the client does not see it."
    )
    tax_rate: float = Field(description="The rate of IVA in percent.")
    net: float = Field(description="Quantity times price less the discount.")
    tax_amount: float = Field(description="The IVA and recargo of the line alone; the invoice's tax is rounded once.")
    total: float = Field(description="Gross: with IVA and recargo.")
    discount_percent: int | float | str | None = Field(None, description="A discount on the line, in percent.")
    tax_category: ShownCategory | None = Field(None, description="How it is taxed, if not by its rate alone.")
    kind: Kind | None = Field(None, description="Whether goods or services are sold.")
    exemption_cause: ExemptionCause | None = Field(None, description="The cause of an exemption.")
    exemption_reason: str | None = Field(None, description="Why no tax is charged.")
    recargo_rate: float | None = Field(None, description="Recargo de equivalencia in percent.")
    unit: str | None = Field(None, description="What is counted, as it was sent.")
    item_code: str | None = Field(None, description="The seller's code of the article.")
    product_id: str | None = Field(None, description="The product of the price list that completed it.")


class Margin(Response):
    """What is taxed where the margin is: what was paid less what it cost, of which the tax is a part."""

    base: float = Field(description="The margin without its tax.")
    tax: float = Field(description="The IVA of the margin, which the client is not told.")


class TaxLine(Response):
    """A line of the tax breakdown: the lines of one category, rate, recargo and exemption together."""

    tax_category: ShownCategory = Field(description="How it is taxed.")
    tax_rate: float = Field(description="The rate of IVA in percent.")
    base: float = Field(description="What is taxed: nets less the discount on the whole invoice.")
    tax_amount: float = Field(description="The IVA.")
    recargo_rate: float | None = Field(None, description="Recargo de equivalencia in percent.")
    recargo_amount: float | None = Field(None, description="The recargo.")
    exemption_cause: ExemptionCause | None = Field(None, description="The cause of an exemption.")
    exemption_reason: str | None = Field(None, description="Why no tax is charged.")
    margin: Margin | None = Field(None, description="What is taxed, where the margin is.")


class Payment(Response):
    """A payment of an invoice."""

    amount: float = Field(description="How much; negative where money went back.")
    date: str = Field(description="When it was paid.")
    method: str = Field(description="How it was paid.")
    reference: str | None = Field(None, description="The payer's or the bank's reference.")


class Rectified(Response):
    """An invoice that a rectification corrects."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the rectified invoice.")


class Rectification(Response):
    """What a rectification corrects, why and how."""

    code: str = Field(description="R1 to R5, AEAT's list L2.")
    method: str = Field(description="`difference` or `substitution`.")
    reason: str = Field(description="Why the invoice was rectified, in words.")
    invoices: list[Rectified] = Field(description="The invoices that it corrects.")


Mending = Literal[
    "resend", "correct", "recipient", "recipient_type", "installation", "issuer", "issuer_then_correct", "certificate",
    "certificate_then_correct", "report", "number", "nothing",
]  # fmt: skip


class VerifactuError(Response):
    """What AEAT objects to in a record."""

    code: str = Field(description="AEAT's code.")
    message: str = Field(description="What it means, in your language.")
    to_do: str = Field(description="What to do about it, in your language.")
    mended_by: Mending = Field(
        description="The same as a word: `correct` (a correcting record), `recipient` (one that names the client "
        "otherwise), `issuer` or `certificate` (mend these), the same with `_then_correct`, `number` (another number), "
        "`report` (tell us); `resend`, `recipient_type`, `installation` and `nothing` ask for nothing."
    )
    text: str | None = Field(None, description="What AEAT says, in Spanish.")


class Verifactu(Response):
    """Where an invoice of an issuer under VERI*FACTU stands at AEAT, by its last record."""

    state: InvoiceSubmission = Field(
        description="`not_submitted` (issued before), `pending`, `registered`, `accepted_with_errors`, `rejected`."
    )
    record: int | None = Field(None, description="The number of its last record.")
    kind: RecordKind | None = Field(None, description="`registration`, or `cancellation` of a void invoice.")
    csv: str | None = Field(None, description="AEAT's number of the message; none where a lost answer was found out.")
    registered_at: str | None = Field(None, description="When AEAT took it.")
    errors: list[VerifactuError] | None = Field(None, description="What AEAT objects to.")
    qr_url: str = Field(description="The address in the QR, at which anyone can look the invoice up.")
    simulated: bool | None = Field(None, description="Whether no agency was asked: in the sandbox.")


class InvoiceWarning(Response):
    """Something worth knowing that did not stop the request."""

    code: str = Field(
        description=(
            "The kind of warning: `nif_checksum`, `iban_checksum`, `client_without_nif`, `not_sent`, "
            "`verifactu_demonstration`, or one of `review_reasons`."
        )
    )
    field: str = Field(description="The path of the field.")
    message: str = Field(description="A message for people.")


class InvoiceFields(Response):
    """What an invoice and the preview of one have in common."""

    id: str | None = Field(None, description="The id of the invoice.")
    number: str = Field(description="The number: FAC-2026-043.")
    number_status: NumberStatus = Field(description="`provisional` of a draft, `final` once it is issued.")
    type: InvoiceType = Field(description="`issued` or `received`.")
    document_type: DocumentType = Field(description="The type of the document.")
    regime: Regime | None = Field(None, description="The regime of IVA, if it is a special one.")
    self_billed: bool | None = Field(None, description="Whether its client issued it, in your name.")
    replaces: list[Rectified] | None = Field(None, description="Of a replacement: the simplified invoices.")
    status: Status = Field(
        description="Where the invoice is: a draft, issued and unpaid, sent, partly or fully paid, overdue, or void."
    )
    series: str | None = Field(None, description="The series of the number.")
    client: Client | None = Field(None, description="Who buys; absent in a simplified invoice that names nobody.")
    subtotal: float = Field(description="The amount before taxes, discounts taken off.")
    tax: float = Field(description="IVA and recargo.")
    total: float = Field(description="The amount including taxes, before IRPF is withheld.")
    margin: Margin | None = Field(None, description="What is taxed of the whole, where the margin is.")
    currency: str = Field(description="The currency, an ISO 4217 code.")
    issue_date: str = Field(description="The date of issue.")
    due_date: str | None = Field(None, description="The date by which it has to be paid.")
    operation_date: str | None = Field(None, description="When it was delivered.")
    due_dates: list[DuePart] | None = Field(None, description="Several days of payment, with their amounts.")
    exchange_rate: RateUsed | None = Field(None, description="The rate, if the currency is not the euro.")
    tax_in_euros: float | None = Field(None, description="IVA and recargo in euros, if the currency is another.")
    prices_include_tax: bool | None = Field(None, description="True where prices of lines include IVA and recargo.")
    payment_method: PaymentMethod | None = Field(None, description="How it is to be paid.")
    disbursements: list[DisbursementShown] | None = Field(
        None, description="Suplidos: outside base and total, and part of what is to be paid."
    )
    line_items: list[Line] = Field(description="The lines; a list shows the first ones of a long invoice.")
    line_count: int = Field(description="How many lines it has.")
    tax_breakdown: list[TaxLine] | None = Field(None, description="The taxes by category and rate.")
    discount: dict[str, Any] | None = Field(None, description="The discount on the whole invoice, as it was asked for.")
    discount_amount: float | None = Field(None, description="What the discount on the whole invoice takes off.")
    irpf_rate: float | None = Field(None, description="IRPF in percent.")
    irpf_amount: float | None = Field(None, description="The IRPF that the client withholds.")
    amount_paid: float = Field(description="What has been paid.")
    amount_credited: float | None = Field(
        None, description="What a rectification has settled of it; of a rectification, what its invoice has."
    )
    amount_due: float = Field(
        description=(
            "What is still to be paid: the total less IRPF, payments and what rectifications settled, with suplidos."
        )
    )
    payments: list[Payment] | None = Field(None, description="What has been paid of it, payment by payment.")
    reference: str | None = Field(None, description="The client's own reference.")
    notes: str | None = Field(None, description="What the invoice says below its totals.")
    language: Language | None = Field(None, description="The language of the PDF.")
    rectification: Rectification | None = Field(None, description="Of a rectification: what it corrects.")
    rectified_by: list[Rectified] | None = Field(None, description="The rectifications of this invoice.")
    void_reason: str | None = Field(None, description="Why it was voided.")
    needs_review: bool | None = Field(None, description="Of a received invoice: whether its sums do not agree.")
    review_reasons: list[str] | None = Field(
        None,
        description=(
            "Why: `lines_total`, `tax_amount`, `totals`, `amount_due`, `currency` (none is stated, and euros are "
            "assumed), `embedded_xml_broken` (a PDF whose invoice data cannot be read or contradicts itself), or "
            "another check of the extraction. `warnings` has a sentence for each."
        ),
    )
    origin: Literal["imported"] | None = Field(
        None, description="`imported` of an invoice that another program issued."
    )
    corrections: list[Correction] | None = Field(None, description="Of a received invoice: its corrections.")
    original: Original | None = Field(None, description="Of a corrected invoice: what was read at first.")
    booked_at: Timestamp | None = Field(None, description="Of a received invoice: when it was booked.")
    booked_by: str | None = Field(None, description="Who booked it.")
    document_id: str | None = Field(
        None, description="Of a received invoice: the document that it was read from, where it was named by its id."
    )
    books: BooksEntry | None = Field(None, description="Of a received invoice: how it is entered in the books.")
    pdf_url: str | None = Field(None, description="A signed URL of the PDF; absent while it is being made.")
    url_expires_at: Timestamp | None = Field(None, description="When `pdf_url` stops working.")
    version: int | None = Field(None, description="The version of the invoice; it increases with each change.")
    created_at: Timestamp | None = Field(None, description="When it was created.")
    updated_at: Timestamp | None = Field(None, description="When it was last changed.")
    issued_at: Timestamp | None = Field(None, description="When it was issued.")
    sent_at: Timestamp | None = Field(None, description="When it was last sent.")
    paid_at: Timestamp | None = Field(None, description="When it was paid in full.")
    voided_at: Timestamp | None = Field(None, description="When it was voided.")
    warnings: list[InvoiceWarning] | None = Field(None, description="Things to know that did not prevent the request.")


class Invoice(InvoiceFields):
    """An invoice. Lists show its first lines, and neither breakdown, payments, notes nor the PDF."""

    id: str = Field(description="The id of the invoice.")
    verifactu: Verifactu | None = Field(None, description="Of an issuer under VERI*FACTU: where it stands at AEAT.")
    version: int = Field(description="The version of the invoice; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class InvoicePage(Response):
    """A page of invoices."""

    invoices: list[Invoice] = Field(description="The invoices of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
