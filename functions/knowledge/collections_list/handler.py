"""POST /v1/knowledge/collections/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge import reading
from bivelio_core.knowledge.models import CollectionPage, ListCollections
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "knowledge.collections_list",
    scope="read",
    action="list",
    paths=("/knowledge/collections/list",),
    only_reads=True,
    needs=Needs(reads=PAGE),
)
def handler(request: ListCollections, ctx: Context) -> CollectionPage:
    """List the collections of texts."""
    return reading.collections_list(request, ctx)
