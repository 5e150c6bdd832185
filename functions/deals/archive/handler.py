"""POST /v1/deals/archive"""

from bivelio_core.context import Context
from bivelio_core.deals import writing
from bivelio_core.deals.models import ArchiveDeal, Deal
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "deals.archive",
    title="Archive a deal",
    scope="write",
    undone_by="deals.update",
    needs=Needs(reads=PAGE, writes=(keys.DEAL, keys.DEAL_TALLY)),
)
def handler(request: ArchiveDeal, ctx: Context) -> Deal:
    """Archive a deal: no list and no sum has it then."""
    return writing.archive(request, ctx)
