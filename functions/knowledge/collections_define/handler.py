"""POST /v1/knowledge/collections/define"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.knowledge.actions import collections_define
from bivelio_core.knowledge.models import Collection, DefineCollection
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "knowledge.collections_define",
    scope="write",
    action="define",
    paths=("/knowledge/collections/define",),
    title="Make or change a collection",
    undone_by="knowledge.collections_archive",
    needs=Needs(reads=PAGE, writes=(keys.KNOWLEDGE_COLLECTION, keys.LIMIT, keys.EFFECT, AUDIT), sends=("knowledge",)),
)
def handler(request: DefineCollection, ctx: Context) -> Collection:
    """Make a collection of texts, or change one."""
    return collections_define.collections_define(request, ctx)
