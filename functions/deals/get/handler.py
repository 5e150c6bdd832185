"""POST /v1/deals/get"""

from bivelio_core.context import Context
from bivelio_core.deals import reading
from bivelio_core.deals.models import Deal, GetDeal
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint("deals.get", scope="read", needs=Needs(reads=PAGE))
def handler(request: GetDeal, ctx: Context) -> Deal:
    """Get a deal."""
    return reading.get(request, ctx)
