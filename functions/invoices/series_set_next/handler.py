"""POST /v1/invoices/series/set_next"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.actions import series_set_next
from bivelio_core.invoices.series_models import NextNumber, SetNextNumber
from bivelio_core.needs import AUDIT, Needs, parts
from bivelio_core.store import keys


@endpoint(
    "invoices.series_set_next",
    title="Set the next number of a series",
    scope="admin",
    action="set_next",
    paths=("/invoices/series/set_next",),
    needs=Needs(writes=(keys.INVOICE_NUMBER, parts(keys.INVOICE_NUMBER), AUDIT)),
)
def handler(request: SetNextNumber, ctx: Context) -> NextNumber:
    """Continue the numbers of a series where another program stopped."""
    return series_set_next.series_set_next(request, ctx)
