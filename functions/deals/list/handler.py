"""POST /v1/deals/list"""

from bivelio_core.context import Context
from bivelio_core.deals import reading
from bivelio_core.deals.models import DealPage, ListDeals
from bivelio_core.entrypoints.api import endpoint


@endpoint("deals.list", title="List or search deals", scope="read")
def handler(request: ListDeals, ctx: Context) -> DealPage:
    """List or search deals: any page, with the exact total and the sums of each stage."""
    return reading.page(request, ctx)
