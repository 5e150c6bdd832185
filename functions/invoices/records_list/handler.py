"""POST /v1/invoices/records/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.chains import reading
from bivelio_core.invoices.chains.models import ListRecords, RecordPage


@endpoint(
    "invoices.records_list",
    title="List the records of invoices",
    scope="read",
    action="list",
    paths=("/invoices/records/list",),
)
def handler(request: ListRecords, ctx: Context) -> RecordPage:
    """List the records of invoices, and where each stands with AEAT."""
    return reading.records_list(request, ctx)
