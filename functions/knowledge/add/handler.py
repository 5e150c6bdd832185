"""POST /v1/knowledge/add"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge.actions import add
from bivelio_core.knowledge.models import AddKnowledge, Source
from bivelio_core.needs import ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "knowledge.add",
    scope="write",
    title="Add a source",
    undone_by="knowledge.remove",
    needs=Needs(
        reads=ONE,
        writes=(keys.KNOWLEDGE_COLLECTION, keys.KNOWLEDGE_SOURCE, keys.DOCUMENT, keys.EFFECT),
        sends=("knowledge",),
        # documents whose file was uploaded meanwhile
        files=(Files("documents", ("write", "delete")), Files("uploads", ("read",))),
    ),
)
def handler(request: AddKnowledge, ctx: Context) -> Source:
    """Add a document, a page, a sitemap, or a question with its answer."""
    return add.add(request, ctx)
