"""List the collections of an organisation, and the sources of one."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.tenant_store import existing

from .models import CollectionPage, ListCollections, ListKnowledge, SourcePage
from .stored import show_collection, show_source


def collections_list(request: ListCollections, ctx: Context) -> CollectionPage:
    """A page of the collections, by name. All are read: there are at most 50."""
    items = [item for item in ctx.store.query(KNOWLEDGE_COLLECTION, consistent=True) if not item.get("unlisted")]
    return CollectionPage(
        collections=[show_collection(item) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def page(request: ListKnowledge, ctx: Context) -> SourcePage:
    """A page of the sources of a collection, newest first. All are read: there are at most 2,000.

    Raises ResourceNotFound.
    """
    existing(ctx.store.get(KNOWLEDGE_COLLECTION, request.collection))
    items = ctx.store.query(KNOWLEDGE_SOURCE, request.collection, consistent=True)
    items = [item for item in items if request.status in (None, item["status"])]
    items.sort(key=lambda item: (item["added_at"], item["SK"]), reverse=True)
    return SourcePage(
        sources=[show_source(item, request.collection) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )
