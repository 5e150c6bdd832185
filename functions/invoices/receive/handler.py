"""POST /v1/invoices/receive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import receive
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import ReceiveInvoice
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.receive",
    title="Receive an invoice of a supplier",
    scope="write",
    maximum_body_bytes=4_200_000,
    gateway_timeout_seconds=29,
    step_family="ai",  # whose function reads files
    needs=Needs(
        writes=(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.RECEIVED_NUMBER,
            keys.CONTACT,
            keys.CONTACT_ADDRESS,
            keys.DOCUMENT,
            keys.EFFECT,
        ),
        # it takes a document whose file was uploaded meanwhile
        files=(Files("documents", ("read", "write", "delete")), Files("uploads", ("read", "write", "delete"))),
        layers=("documents",),
        timeout=28,
        memory=1769,  # room for the process that reads files, which has 512 MB at most
    ),
)
def handler(request: ReceiveInvoice, ctx: Context) -> Invoice:
    """Keep an invoice of a supplier, from an extraction, a document, or UBL, CII or Facturae."""
    return receive.receive(request, ctx)
