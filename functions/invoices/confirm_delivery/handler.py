"""POST /v1/invoices/confirm_delivery"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import confirm_delivery
from bivelio_core.invoices.delivery.models import ConfirmDelivery, InvoiceDelivery
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.confirm_delivery",
    title="Confirm that an invoice was handed in",
    scope="write",
    needs=Needs(
        writes=(keys.INVOICE_DELIVERY,),
        uses=("administrations",),
        layers=("signing",),
        timeout=28,
        memory=1024,
    ),
)
def handler(request: ConfirmDelivery, ctx: Context) -> InvoiceDelivery:
    """Tell the registry number of an invoice whose answer was lost."""
    return confirm_delivery.confirm_delivery(request, ctx)
