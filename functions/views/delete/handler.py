"""POST /v1/views/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys
from bivelio_core.views import writing
from bivelio_core.views.models import DeletedSavedView, DeleteSavedView


@endpoint("views.delete", scope="write", needs=Needs(reads=ONE, writes=(keys.LIST_VIEW,)))
def handler(request: DeleteSavedView, ctx: Context) -> DeletedSavedView:
    """Delete a saved view of a list."""
    return writing.delete(request, ctx)
