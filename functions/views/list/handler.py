"""POST /v1/views/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.views import reading
from bivelio_core.views.models import ListSavedViews, SavedViews


@endpoint("views.list", title="List saved views", scope="read", needs=Needs(reads=PAGE))
def handler(request: ListSavedViews, ctx: Context) -> SavedViews:
    """List saved views of lists: the shared ones, and your own."""
    return reading.page(request, ctx)
