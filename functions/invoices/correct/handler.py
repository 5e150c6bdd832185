"""POST /v1/invoices/correct"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import correct
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import CorrectInvoice
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.correct",
    title="Correct what was read of an invoice",
    scope="write",
    undone_by="invoices.correct",
    needs=Needs(writes=(keys.INVOICE, keys.INVOICE_CONTENT, keys.RECEIVED_NUMBER, keys.EFFECT, AUDIT)),
)
def handler(request: CorrectInvoice, ctx: Context) -> Invoice:
    """Correct what was read of a received invoice, before it is booked."""
    return correct.correct(request, ctx)
