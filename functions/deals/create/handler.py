"""POST /v1/deals/create"""

from bivelio_core.context import Context
from bivelio_core.deals import writing
from bivelio_core.deals.models import CreateDeal, Deal
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "deals.create",
    scope="write",
    undone_by="deals.archive",
    needs=Needs(
        writes=(keys.DEAL, keys.DEAL_TALLY, keys.EFFECT),
        # who may be in charge of a deal
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: CreateDeal, ctx: Context) -> Deal:
    """Create a deal in a stage of a pipeline."""
    return writing.create(request, ctx)
