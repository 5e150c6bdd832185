"""POST /v1/invoices/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import service
from bivelio_core.invoices.models import CreateInvoice, Invoice


@endpoint("invoices.create", scope="write")
def handler(request: CreateInvoice, ctx: Context) -> Invoice:
    """Create a draft of an invoice, with a provisional number."""
    return service.create(request, ctx)
