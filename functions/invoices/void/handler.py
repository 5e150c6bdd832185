"""POST /v1/invoices/void"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import VoidInvoice
from bivelio_core.invoices.actions import void
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.void",
    title="Void an invoice",
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
        files=(Files("invoices", ("read",)),),
    ),
)
def handler(request: VoidInvoice, ctx: Context) -> Invoice:
    """Void an issued invoice that nobody has paid."""
    return void.void(request, ctx)
