"""POST /v1/invoices/receive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import receiving
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import ReceiveInvoice


@endpoint("invoices.receive", scope="write", maximum_body_bytes=4_200_000, gateway_timeout_seconds=29)
def handler(request: ReceiveInvoice, ctx: Context) -> Invoice:
    """Keep an invoice of a supplier, from an extraction, a document, or UBL, CII or Facturae."""
    return receiving.receive(request, ctx)
