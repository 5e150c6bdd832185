"""POST /v1/knowledge/remove"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge.actions import remove
from bivelio_core.knowledge.models import RemovedSource, RemoveKnowledge
from bivelio_core.needs import AUDIT, PAGE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "knowledge.remove",
    scope="write",
    title="Remove a source",
    undone_by="knowledge.add",
    needs=Needs(
        reads=PAGE,
        writes=(keys.KNOWLEDGE_COLLECTION, keys.KNOWLEDGE_SOURCE, keys.EFFECT, AUDIT),
        sends=("knowledge",),
        files=(Files("knowledge", ("delete",)),),
    ),
)
def handler(request: RemoveKnowledge, ctx: Context) -> RemovedSource:
    """Remove a source: nothing of it is an answer any more."""
    return remove.remove(request, ctx)
