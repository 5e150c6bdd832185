"""POST /v1/invoices/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import service
from bivelio_core.invoices.draft_models import CreateInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.create", scope="write")
def handler(request: CreateInvoice, ctx: Context) -> Invoice:
    """Create a draft of an invoice, with a provisional number; with `auto_send`, issue and send it."""
    invoice = service.create(request, ctx)
    if not request.auto_send:
        return invoice
    from bivelio_core.entrypoints import invoice_mail  # noqa: PLC0415 - messages are only for invoices that are sent

    return invoice_mail.issue_and_send(invoice.id, ctx)
