"""Delete views of contacts."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.tenant_store import existing

from .models import DeletedView, DeleteView
from .stored import SOURCE, is_deleted, may_see

DELETION_TOLD = timedelta(days=2)
"""How long a deletion can be repeated: what is left of its view stays so long."""

_OUTLIVING = ("PK", "SK", "owner", "shared", "version", "ttl")


def views_delete(request: DeleteView, ctx: Context) -> DeletedView:
    """Delete a view. Deleting it again within two days changes nothing. Raises ResourceNotFound for another's own."""

    def decide(view: Item) -> Change | None:
        existing(view if may_see(view, ctx) else None)
        if is_deleted(view):
            return None
        rest = {name: view[name] for name in _OUTLIVING if name in view}
        expiry = {} if ctx.tenant.is_sandbox else {"ttl": clock.ttl(DELETION_TOLD)}
        return Change({**rest, "deleted": True, **expiry})

    revise(ctx.store, SOURCE, request.id, decide)
    return DeletedView(id=request.id, deleted=True)
