"""POST /v1/invoices/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import reading
from bivelio_core.invoices.models import GetInvoice, Invoice
from bivelio_core.needs import Files, Needs


@endpoint(
    "invoices.get",
    title="Read an invoice",
    scope="read",
    needs=Needs(
        # a signed URL that it returns has only the function's own permission
        files=(Files("invoices", ("read",)),),
    ),
)
def handler(request: GetInvoice, ctx: Context) -> Invoice:
    """Read an invoice, with a signed URL of its PDF."""
    return reading.get(request, ctx)
