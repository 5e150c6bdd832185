"""POST /v1/invoices/rectify"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import rectifying
from bivelio_core.invoices.action_models import RectifyInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.rectify", scope="write")
def handler(request: RectifyInvoice, ctx: Context) -> Invoice:
    """Issue a rectification of an invoice, by difference or substitution."""
    return rectifying.rectify(request, ctx)
