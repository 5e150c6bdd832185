"""POST /v1/invoices/void"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import voiding
from bivelio_core.invoices.action_models import VoidInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.void", scope="write")
def handler(request: VoidInvoice, ctx: Context) -> Invoice:
    """Void an issued invoice that nobody has paid."""
    return voiding.void(request, ctx)
