"""The preview of an invoice: the models of request and response."""

from pydantic import Field

from .draft_models import InvoiceContent
from .export_models import ChannelState
from .models import InvoiceFields


class PreviewInvoice(InvoiceContent):
    """What an invoice would be: the same fields as to create one. Nothing is written, and no number is taken."""

    pdf: bool = Field(default=False, description="Whether to answer its PDF, a draft's, as well.")


class InvoicePreview(InvoiceFields):
    """What a draft of this content would be, and what each form of it would still need."""

    channels: list[ChannelState] = Field(
        description="The forms of the invoice, and what they would still need after its issue."
    )
    pdf_base64: str | None = Field(None, description="The PDF in base64, if it was asked for.")
