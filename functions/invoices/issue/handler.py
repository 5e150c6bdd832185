"""POST /v1/invoices/issue"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import issuing
from bivelio_core.invoices.action_models import IssueInvoice
from bivelio_core.invoices.models import Invoice


@endpoint("invoices.issue", scope="write")
def handler(request: IssueInvoice, ctx: Context) -> Invoice:
    """Issue a draft: its number is final from then on."""
    return issuing.issue(request, ctx)
