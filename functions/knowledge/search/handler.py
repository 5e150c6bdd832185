"""POST /v1/knowledge/search"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge.actions import search
from bivelio_core.knowledge.models import Passages, SearchKnowledge
from bivelio_core.needs import Files, Needs


@endpoint(
    "knowledge.search",
    scope="read",
    only_reads=True,
    title="Find passages",
    needs=Needs(uses=("ai",), sends=("knowledge",), files=(Files("knowledge", ("read",)),), memory=1769),
)
def handler(request: SearchKnowledge, ctx: Context) -> Passages:
    """Find the passages of a collection that answer a question, with their sources."""
    return search.search(request, ctx)
