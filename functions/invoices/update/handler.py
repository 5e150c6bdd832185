"""POST /v1/invoices/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import service
from bivelio_core.invoices.draft_models import UpdateInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.update", scope="write")
def handler(request: UpdateInvoice, ctx: Context) -> Invoice:
    """Change a draft of an invoice."""
    return service.update(request, ctx)
