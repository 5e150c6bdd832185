"""POST /v1/invoices/records/verify"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.chains.actions import records_verify
from bivelio_core.invoices.chains.models import RecordVerdict, VerifyRecords
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "invoices.records_verify",
    title="Verify the records",
    scope="read",
    action="verify",
    paths=("/invoices/records/verify",),
    needs=Needs(reads=PAGE, timeout=28, memory=1769),
)
def handler(request: VerifyRecords, ctx: Context) -> RecordVerdict:
    """Verify the records: each is as it was made, and none is missing."""
    return records_verify.records_verify(request, ctx)
