"""POST /v1/invoices/report_state"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import report_state
from bivelio_core.invoices.b2b.models import InvoiceStatuses, ReportState
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.report_state",
    title="Report a status of an invoice",
    scope="write",
    needs=Needs(writes=(keys.INVOICE_STATUSES, keys.EFFECT)),
)
def handler(request: ReportState, ctx: Context) -> InvoiceStatuses:
    """Keep what a party of an invoice between businesses reports."""
    return report_state.report_state(request, ctx)
