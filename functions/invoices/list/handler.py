"""POST /v1/invoices/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import reading
from bivelio_core.invoices.models import InvoicePage, ListInvoices


@endpoint("invoices.list", title="List or search invoices", scope="read")
def handler(request: ListInvoices, ctx: Context) -> InvoicePage:
    """List or search invoices: any page, with the exact total."""
    return reading.page(request, ctx)
