"""POST /v1/invoices/deliver"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import deliver
from bivelio_core.invoices.delivery.models import DeliverInvoice, InvoiceDelivery
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.deliver",
    scope="write",
    title="Hand an invoice in",
    needs=Needs(
        writes=(keys.INVOICE_DELIVERY, keys.EFFECT),
        uses=("administrations",),
        files=(Files("invoices", ("read", "write")),),
        layers=("signing",),
        timeout=28,  # the administration is asked in the request, for 20 s at most
        memory=1024,
    ),
)
def handler(request: DeliverInvoice, ctx: Context) -> InvoiceDelivery:
    """Hand an invoice in to a public administration, or send it through Peppol."""
    return deliver.deliver(request, ctx)
