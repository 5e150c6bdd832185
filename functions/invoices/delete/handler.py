"""POST /v1/invoices/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import writing
from bivelio_core.invoices.draft_models import DeletedInvoice, DeleteInvoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.delete",
    title="Delete a draft",
    scope="write",
    needs=Needs(
        writes=(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, parts(keys.INVOICE_NUMBER), keys.EFFECT),
        files=(Files("invoices", ("delete",)),),
    ),
)
def handler(request: DeleteInvoice, ctx: Context) -> DeletedInvoice:
    """Delete a draft; its number goes to the next invoice."""
    return writing.delete(request, ctx)
