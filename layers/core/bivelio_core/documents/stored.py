"""Documents as they are stored: found by their id, unless they were deleted."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT

DELETED = "deleted"


def load(document_id: str, ctx: Context) -> Item:
    """The item of a document. Raises ResourceForbidden, or ResourceNotFound, also for a deleted one."""
    return undeleted(resources.load(ctx.store, DOCUMENT, document_id))


def undeleted(item: Item) -> Item:
    """The item. Raises ResourceNotFound for a deleted document."""
    if item["status"] == DELETED:
        raise ResourceNotFound
    return item
