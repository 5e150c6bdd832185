"""POST /v1/invoices/business_status"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import reading
from bivelio_core.invoices.b2b.models import InvoiceStatuses, ReadStatuses


@endpoint(
    "invoices.business_status",
    scope="read",
    title="Read the statuses of an invoice",
)
def handler(request: ReadStatuses, ctx: Context) -> InvoiceStatuses:
    """Read what the parties of an invoice have reported of it."""
    return reading.business_status(request, ctx)
