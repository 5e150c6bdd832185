"""POST /v1/invoices/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import writing
from bivelio_core.invoices.draft_models import UpdateInvoice
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.update",
    scope="write",
    needs=Needs(
        writes=(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, parts(keys.INVOICE_NUMBER), keys.EFFECT),
        files=(Files("invoices", ("read", "write", "delete")),),
        layers=("pdf",),
        memory=1024,
    ),
)
def handler(request: UpdateInvoice, ctx: Context) -> Invoice:
    """Change a draft of an invoice."""
    return writing.update(request, ctx)
