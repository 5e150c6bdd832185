"""Delete views of contacts."""

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, outliving, revise
from bivelio_core.store.tenant_store import existing

from .models import DeletedView, DeleteView
from .stored import SOURCE, is_deleted, may_see

_OUTLIVING = ("PK", "SK", "owner", "shared", "version", "ttl")


def views_delete(request: DeleteView, ctx: Context) -> DeletedView:
    """Delete a view. Deleting it again within two days changes nothing. Raises ResourceNotFound for another's own."""

    def decide(view: Item) -> Change | None:
        existing(view if may_see(view, ctx) else None)
        if is_deleted(view):
            return None
        return Change({**outliving(view, _OUTLIVING, ctx.tenant), "deleted": True})

    revise(ctx.store, SOURCE, request.id, decide)
    return DeletedView(id=request.id, deleted=True)
