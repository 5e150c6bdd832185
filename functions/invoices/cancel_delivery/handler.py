"""POST /v1/invoices/cancel_delivery"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import cancel_delivery
from bivelio_core.invoices.delivery.models import CancelDelivery, InvoiceDelivery
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.cancel_delivery",
    title="Ask to cancel an invoice that was handed in",
    scope="write",
    needs=Needs(
        writes=(keys.INVOICE_DELIVERY,),
        uses=("administrations",),
        files=(Files("invoices", ("read",)),),
        layers=("signing",),
        timeout=28,
        memory=1024,
    ),
)
def handler(request: CancelDelivery, ctx: Context) -> InvoiceDelivery:
    """Ask an administration to cancel an invoice that was handed in."""
    return cancel_delivery.cancel_delivery(request, ctx)
