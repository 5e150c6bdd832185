"""POST /v1/messages/replies/archive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.replies import writing
from bivelio_core.messages.replies.models import ArchivedReply, ArchiveReply
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.replies_archive",
    scope="write",
    action="archive",
    paths=("/messages/replies/archive",),
    undone_by="messages.replies_define",
    needs=Needs(reads=ONE, writes=(keys.CANNED_REPLY,)),
)
def handler(request: ArchiveReply, ctx: Context) -> ArchivedReply:
    """Take a canned reply away."""
    return writing.replies_archive(request, ctx)
