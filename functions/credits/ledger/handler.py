"""POST /v1/credits/ledger"""

from bivelio_core.context import Context
from bivelio_core.credits import reading
from bivelio_core.credits.models import Ledger, ListEntries
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs


@endpoint(
    "credits.ledger",
    title="List the changes of the balance",
    scope="admin",
    only_reads=True,
    needs=Needs(uses=("credit_grants",)),
)
def handler(request: ListEntries, ctx: Context) -> Ledger:
    """List what changed the balance of AI credits, newest first."""
    return reading.ledger(request, ctx)
