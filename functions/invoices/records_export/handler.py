"""POST /v1/invoices/records/export"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.chains.actions import records_export
from bivelio_core.invoices.chains.models import ExportRecords, RecordExport
from bivelio_core.needs import Files, Needs


@endpoint(
    "invoices.records_export",
    title="Export the records of a period",
    scope="read",
    action="export",
    paths=("/invoices/records/export",),
    needs=Needs(
        # a signed URL that it returns has only the function's own permission
        files=(Files("transfers", ("read", "write")),),
        timeout=28,
        memory=1769,  # a whole processor
    ),
)
def handler(request: ExportRecords, ctx: Context) -> RecordExport:
    """Export the records of a period, as XML or CSV."""
    return records_export.records_export(request, ctx)
