"""POST /v1/invoices/send"""

from bivelio_core.context import Context
from bivelio_core.entrypoints import invoice_mail
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import SendInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.send", scope="write")
def handler(request: SendInvoice, ctx: Context) -> Invoice:
    """Send an invoice by e-mail, with its PDF."""
    return invoice_mail.send(request, ctx)
