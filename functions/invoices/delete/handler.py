"""POST /v1/invoices/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import service
from bivelio_core.invoices.draft_models import DeletedInvoice, DeleteInvoice


@endpoint("invoices.delete", scope="write")
def handler(request: DeleteInvoice, ctx: Context) -> DeletedInvoice:
    """Delete a draft; its number goes to the next invoice."""
    return service.delete(request, ctx)
