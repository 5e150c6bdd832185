"""POST /v1/invoices/book"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import book
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import BookInvoice
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.book",
    title="Book a received invoice",
    scope="write",
    needs=Needs(writes=(keys.INVOICE, keys.EFFECT, AUDIT)),
)
def handler(request: BookInvoice, ctx: Context) -> Invoice:
    """Book a received invoice: from then on only its payments change."""
    return book.book(request, ctx)
