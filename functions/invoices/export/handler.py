"""POST /v1/invoices/export"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import export
from bivelio_core.invoices.export_models import ExportInvoice, InvoiceExport
from bivelio_core.needs import Files, Needs


@endpoint(
    "invoices.export",
    scope="read",
    title="Export an invoice",
    needs=Needs(
        # it reads the logo, and keeps a large file; a signed URL that it returns has only the function's own permission
        files=(Files("invoices", ("read",)), Files("transfers", ("read", "write"))),
        layers=("pdf", "signing"),
        memory=1024,  # laying out a page takes a tenth of a second of a whole processor
    ),
)
def handler(request: ExportInvoice, ctx: Context) -> InvoiceExport:
    """Export an invoice as PDF, Factur-X, UBL, CII or Facturae, also signed."""
    return export.export(request, ctx)
