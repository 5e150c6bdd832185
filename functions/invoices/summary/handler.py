"""POST /v1/invoices/summary"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import reading
from bivelio_core.invoices.summary_models import GetInvoicesSummary, InvoicesSummary
from bivelio_core.needs import Needs


@endpoint(
    "invoices.summary",
    title="Sum up the invoices",
    scope="read",
    only_reads=True,
    needs=Needs(timeout=28, memory=1024),
)
def handler(request: GetInvoicesSummary, ctx: Context) -> InvoicesSummary:
    """Sum up what is due and overdue, and what was invoiced and paid this month beside the last one."""
    return reading.summary(request, ctx)
