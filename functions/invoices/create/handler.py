"""POST /v1/invoices/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints import invoice_drafts
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.draft_models import CreateInvoice
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.create",
    title="Create an invoice",
    scope="write",
    needs=Needs(
        writes=(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.INVOICE_NUMBER,
            parts(keys.INVOICE_NUMBER),
        ),
        # with auto_send it issues and sends
        uses=("make_records", "send_messages"),
        files=(Files("invoices", ("read", "write", "delete")),),
        layers=("pdf",),
        timeout=28,  # the mail's provider is called in the request, for 8 s at most
        memory=1024,
    ),
)
def handler(request: CreateInvoice, ctx: Context) -> Invoice:
    """Create a draft of an invoice, with a provisional number; with `auto_send`, issue and send it."""
    return invoice_drafts.create(request, ctx)
