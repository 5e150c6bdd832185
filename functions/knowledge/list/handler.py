"""POST /v1/knowledge/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge import reading
from bivelio_core.knowledge.models import ListKnowledge, SourcePage
from bivelio_core.needs import PAGE, Needs


@endpoint("knowledge.list", scope="read", title="List the sources", needs=Needs(reads=PAGE))
def handler(request: ListKnowledge, ctx: Context) -> SourcePage:
    """List the sources of a collection, newest first, and how far they are read."""
    return reading.page(request, ctx)
