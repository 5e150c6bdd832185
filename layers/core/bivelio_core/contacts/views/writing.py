"""Delete views of contacts."""

from bivelio_core import kept_views
from bivelio_core.context import Context
from bivelio_core.store.keys import VIEW

from .models import DeletedView, DeleteView


def views_delete(request: DeleteView, ctx: Context) -> DeletedView:
    """Delete a view. Deleting it again within two days changes nothing. Raises ResourceNotFound for another's own."""
    kept_views.delete(ctx, VIEW, request.id)
    return DeletedView(id=request.id, deleted=True)
