"""Create invoices, and send those that are to be sent at once; what sends is imported for them alone."""

from bivelio_core.context import Context
from bivelio_core.invoices import writing
from bivelio_core.invoices.draft_models import CreateInvoice
from bivelio_core.invoices.models import Invoice


def create(request: CreateInvoice, ctx: Context) -> Invoice:
    """Create a draft; with `auto_send`, issue and send it."""
    invoice = writing.create(request, ctx)
    if not request.auto_send:
        return invoice
    from . import invoice_mail  # noqa: PLC0415

    return invoice_mail.issue_and_send(invoice.id, ctx)
