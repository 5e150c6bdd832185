"""POST /v1/messages/replies/define"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.replies.actions import replies_define
from bivelio_core.messages.replies.models import DefineReply, Reply
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.replies_define",
    title="Define or change a canned reply",
    scope="write",
    action="define",
    paths=("/messages/replies/define",),
    undone_by="messages.replies_archive",
    needs=Needs(reads=PAGE, writes=(keys.CANNED_REPLY,)),
)
def handler(request: DefineReply, ctx: Context) -> Reply:
    """Define a canned reply, or change it."""
    return replies_define.replies_define(request, ctx)
