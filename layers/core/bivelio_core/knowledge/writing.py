"""Archive collections."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise

from .models import ArchiveCollection, Collection
from .stored import COLLECTIONS, show_collection


def collections_archive(request: ArchiveCollection, ctx: Context) -> Collection:
    """Archive a collection: it answers nothing until it is defined again, and keeps its sources.

    Archiving it again changes nothing. Raises ResourceNotFound, ChangedMeanwhile.
    """

    def decide(item: Item) -> Change | None:
        if item["status"] == "archived":
            return None
        entry = audit.of(ctx, "knowledge.archived", collection=request.collection)
        return Change({**item, "status": "archived"}, [entry])

    return show_collection(revise(ctx.store, COLLECTIONS, request.collection, decide))
