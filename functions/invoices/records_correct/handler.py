"""POST /v1/invoices/records/correct"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.action_models import CorrectRecord
from bivelio_core.invoices.actions import records_correct
from bivelio_core.invoices.models import Invoice
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.records_correct",
    title="Send a correcting record of an invoice",
    scope="write",
    action="correct",
    paths=("/invoices/records/correct",),
    needs=Needs(writes=(keys.EFFECT,), uses=("make_records",), files=(Files("invoices", ("read",)),)),
)
def handler(request: CorrectRecord, ctx: Context) -> Invoice:
    """Send a correcting record of an invoice to AEAT, after it has rejected one or accepted it with errors."""
    return records_correct.records_correct(request, ctx)
