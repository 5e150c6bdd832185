"""POST /v1/knowledge/collections/archive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge import writing
from bivelio_core.knowledge.models import ArchiveCollection, Collection
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "knowledge.collections_archive",
    title="Archive a collection",
    scope="write",
    action="archive",
    paths=("/knowledge/collections/archive",),
    undone_by="knowledge.collections_define",
    needs=Needs(reads=ONE, writes=(keys.KNOWLEDGE_COLLECTION, keys.EFFECT, AUDIT)),
)
def handler(request: ArchiveCollection, ctx: Context) -> Collection:
    """Archive a collection: it answers nothing until it is defined again."""
    return writing.collections_archive(request, ctx)
