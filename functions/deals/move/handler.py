"""POST /v1/deals/move"""

from bivelio_core.context import Context
from bivelio_core.deals.actions import move
from bivelio_core.deals.models import Deal, MoveDeal
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "deals.move",
    title="Move a deal to another stage",
    scope="write",
    undone_by="deals.move",
    needs=Needs(reads=PAGE, writes=(keys.DEAL, keys.DEAL_TALLY)),
)
def handler(request: MoveDeal, ctx: Context) -> Deal:
    """Move a deal to another stage; it is open, won or lost as that says."""
    return move.move(request, ctx)
