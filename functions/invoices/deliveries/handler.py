"""POST /v1/invoices/deliveries"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import reading
from bivelio_core.invoices.delivery.models import FindDeliveries, InvoiceDeliveries


@endpoint(
    "invoices.deliveries",
    scope="read",
    title="Read what became of an invoice at administrations",
)
def handler(request: FindDeliveries, ctx: Context) -> InvoiceDeliveries:
    """Tell where an invoice has been handed in, and what has become of it there."""
    return reading.deliveries(request, ctx)
