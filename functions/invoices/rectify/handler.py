"""POST /v1/invoices/rectify"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import RectifyInvoice
from bivelio_core.invoices.actions import rectify
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.rectify",
    title="Rectify an invoice",
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
def handler(request: RectifyInvoice, ctx: Context) -> Invoice:
    """Issue a rectification of an invoice, by difference or substitution."""
    return rectify.rectify(request, ctx)
