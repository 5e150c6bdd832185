"""POST /v1/invoices/export"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import exporting
from bivelio_core.invoices.export_models import ExportInvoice, InvoiceExport


@endpoint("invoices.export", scope="read", may_fail_with=(409,), title="Export an invoice")
def handler(request: ExportInvoice, ctx: Context) -> InvoiceExport:
    """Export an invoice as PDF, UBL or Facturae."""
    return exporting.export(request, ctx)
