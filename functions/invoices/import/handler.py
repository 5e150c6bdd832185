"""POST /v1/invoices/import"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import import_
from bivelio_core.invoices.former_models import ImportedInvoices, ImportInvoices
from bivelio_core.needs import AUDIT, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.import",
    scope="write",
    maximum_body_bytes=2_000_000,
    gateway_timeout_seconds=29,
    needs=Needs(
        writes=(
            keys.INVOICE,
            keys.INVOICE_CONTENT,
            keys.INVOICE_NUMBER,
            parts(keys.INVOICE_NUMBER),
            keys.RECEIVED_NUMBER,
            keys.CONTACT,
            keys.CONTACT_ADDRESS,
            AUDIT,
        ),
        timeout=28,
    ),
)
def handler(request: ImportInvoices, ctx: Context) -> ImportedInvoices:
    """Import invoices that another program issued."""
    return import_.import_(request, ctx)
