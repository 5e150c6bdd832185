"""POST /v1/invoices/validate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import validate
from bivelio_core.invoices.export_models import InvoiceValidation, ValidateInvoice


@endpoint("invoices.validate", title="Validate an invoice", scope="read")
def handler(request: ValidateInvoice, ctx: Context) -> InvoiceValidation:
    """Tell what each form of an invoice still needs, and which call adds it."""
    return validate.validate(request, ctx)
