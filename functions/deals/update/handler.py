"""POST /v1/deals/update"""

from bivelio_core.context import Context
from bivelio_core.deals import writing
from bivelio_core.deals.models import Deal, UpdateDeal
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "deals.update",
    title="Update a deal",
    scope="write",
    undone_by="deals.update",
    needs=Needs(
        writes=(keys.DEAL, keys.DEAL_TALLY),
        # who may be in charge of a deal
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpdateDeal, ctx: Context) -> Deal:
    """Update a deal; only the fields that are sent change."""
    return writing.update(request, ctx)
