"""POST /v1/messages/replies/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.replies import reading
from bivelio_core.messages.replies.models import ListReplies, Replies
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "messages.replies_list",
    title="List the canned replies",
    scope="read",
    action="list",
    paths=("/messages/replies/list",),
    needs=Needs(reads=PAGE),
)
def handler(request: ListReplies, ctx: Context) -> Replies:
    """List the canned replies, or fill them in for a contact."""
    return reading.replies_list(request, ctx)
