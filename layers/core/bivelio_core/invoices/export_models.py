"""The forms of an invoice: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Request, Response, Timestamp

from .expressible import Channel
from .models import InvoiceId, Status

Format = Literal["pdf", "receipt", "facturx", "ubl", "ubl_spfe", "cii", "facturae", "facturae_signed"]


class ExportInvoice(Request):
    """Which invoice to export, and as what."""

    id: InvoiceId = Field(description="The id of the invoice.")
    format: Format = Field(
        description="`pdf`, `receipt` (a simplified invoice as a PDF of 80 mm), `facturx` (the PDF with the invoice as "
        "CII inside), `ubl` or `cii` (UBL 2.1 or CII D16B as EN 16931 has them), `ubl_spfe` (UBL in the profile "
        "of the public solution between businesses), `facturae` (3.2.2, unsigned) or "
        "`facturae_signed` (with the signature that FACe asks for, by your certificate; in the sandbox by a simulated "
        "one)."
    )


class InvoiceExport(Response):
    """An invoice as a file: in the answer, or at a URL when it is larger than 256,000 bytes."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    format: Format = Field(description="The format that the file has.")
    filename: str = Field(description="A name for the file.")
    mime_type: str = Field(description="The type of the file.")
    size_bytes: int = Field(description="The size of the file.")
    content_base64: str | None = Field(None, description="The file in base64, unless it is large.")
    url: str | None = Field(None, description="Where to get a large file, with GET and without a credential.")
    url_expires_at: Timestamp | None = Field(None, description="Until when the URL works.")


class ValidateInvoice(Request):
    """Which invoice to judge, and for which forms."""

    id: InvoiceId = Field(description="The id of the invoice.")
    channels: Annotated[list[Channel], Field(min_length=1, max_length=9)] | None = Field(
        None, description="The forms to judge; by default all but `face`, `efact` and `peppol`."
    )


class MissingField(Response):
    """Something that a form needs, or cannot say."""

    code: str = Field(description="What is missing, as a word that does not change.")
    field: str = Field(description="The field that it is about.")
    message: str = Field(description="The same as a sentence in your language.")
    call: str | None = Field(None, description="The call that adds it; absent where the form cannot say it at all.")


class ChannelState(Response):
    """A form of the invoice, and what it still needs."""

    channel: Channel = Field(
        description="The form; `face` and `efact` are Facturae with the offices that an administration asks for, "
        "`peppol` is UBL of Peppol BIS Billing 3.0 with both participants."
    )
    ready: bool = Field(description="Whether nothing is missing.")
    missing: list[MissingField] = Field(description="What is missing.")
    warnings: list[MissingField] | None = Field(None, description="What is worth a look and prevents nothing.")


class InvoiceValidation(Response):
    """What each form of an invoice still needs."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    status: Status = Field(description="Where the invoice is: `draft`, issued and unpaid, paid, or void.")
    channels: list[ChannelState] = Field(description="The forms that were asked for.")
