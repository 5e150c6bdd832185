"""POST /v1/invoices/preview"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import preview
from bivelio_core.invoices.preview_models import InvoicePreview, PreviewInvoice
from bivelio_core.needs import Files, Needs


@endpoint(
    "invoices.preview",
    title="Preview an invoice",
    scope="read",
    needs=Needs(
        files=(Files("invoices", ("read",)),),  # the logo
        layers=("pdf",),
        memory=1024,  # laying out a page takes a tenth of a second of a whole processor
    ),
)
def handler(request: PreviewInvoice, ctx: Context) -> InvoicePreview:
    """Compute what an invoice would be, with what each form of it would need, and write nothing."""
    return preview.preview(request, ctx)
