"""POST /v1/invoices/issue"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import IssueInvoice
from bivelio_core.invoices.actions import issue
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.issue",
    title="Issue a draft",
    scope="write",
    needs=Needs(
        writes=(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.INVOICE_NUMBER,
            parts(keys.INVOICE_NUMBER),
            keys.EFFECT,
        ),
        uses=("make_records",),
        files=(Files("invoices", ("read", "write", "delete")),),
        layers=("pdf",),
        memory=1024,
    ),
)
def handler(request: IssueInvoice, ctx: Context) -> Invoice:
    """Issue a draft: its number is final from then on."""
    return issue.issue(request, ctx)
