"""POST /v1/views/save"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys
from bivelio_core.views.actions import save
from bivelio_core.views.models import SavedView, SaveSavedView


@endpoint(
    "views.save",
    title="Save a view of a list",
    scope="write",
    undone_by="views.delete",
    needs=Needs(writes=(keys.LIST_VIEW, keys.EFFECT)),
)
def handler(request: SaveSavedView, ctx: Context) -> SavedView:
    """Save a view of a list: its filters, order and columns under a name."""
    return save.save(request, ctx)
