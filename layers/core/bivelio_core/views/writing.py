"""Delete views of lists."""

from bivelio_core import kept_views
from bivelio_core.context import Context
from bivelio_core.store.keys import LIST_VIEW

from .models import DeletedSavedView, DeleteSavedView


def delete(request: DeleteSavedView, ctx: Context) -> DeletedSavedView:
    """Delete a view. Deleting it again within two days changes nothing. Raises ResourceNotFound for another's own."""
    kept_views.delete(ctx, LIST_VIEW, request.id)
    return DeletedSavedView(id=request.id, deleted=True)
