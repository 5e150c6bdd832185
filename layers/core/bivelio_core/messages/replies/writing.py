"""Take canned replies away."""

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, outliving, revise

from .models import ArchivedReply, ArchiveReply
from .stored import SOURCE, is_archived

_OUTLIVING = ("PK", "SK", "name", "version", "ttl")


def replies_archive(request: ArchiveReply, ctx: Context) -> ArchivedReply:
    """Take a reply away. Again within two days changes nothing; its name can be used anew. Raises ResourceNotFound."""

    def decide(reply: Item) -> Change | None:
        if is_archived(reply):
            return None
        return Change({**outliving(reply, _OUTLIVING, ctx.tenant), "archived": True})

    revise(ctx.store, SOURCE, request.name, decide)
    return ArchivedReply(name=request.name, archived=True)
