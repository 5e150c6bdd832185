"""POST /v1/invoices/send"""

from bivelio_core.context import Context
from bivelio_core.entrypoints import invoice_mail
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import SendInvoice
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.send",
    title="Send an invoice",
    scope="write",
    needs=Needs(
        writes=(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.INVOICE_NUMBER,
            parts(keys.INVOICE_NUMBER),
            keys.INVOICE_RECORD,
        ),
        uses=("send_messages",),
        files=(Files("invoices", ("read", "write", "delete")),),
        layers=("pdf",),
        timeout=28,  # the mail's provider is called in the request, for 8 s at most
        memory=1024,
    ),
)
def handler(request: SendInvoice, ctx: Context) -> Invoice:
    """Send an invoice by e-mail, with its PDF."""
    return invoice_mail.send(request, ctx)
