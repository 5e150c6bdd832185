"""POST /v1/invoices/mark_paid"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import MarkPaid
from bivelio_core.invoices.actions import mark_paid
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.mark_paid",
    title="Record a payment of an invoice",
    scope="write",
    needs=Needs(
        writes=(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, parts(keys.INVOICE_NUMBER), keys.EFFECT),
        files=(Files("invoices", ("read",)),),
    ),
)
def handler(request: MarkPaid, ctx: Context) -> Invoice:
    """Count a payment of an invoice, in part or in full."""
    return mark_paid.mark_paid(request, ctx)
