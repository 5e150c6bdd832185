"""POST /v1/messages/conversations/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox import reading
from bivelio_core.messages.inbox.models import Conversation, GetConversation
from bivelio_core.needs import MEMBERS, Access, Needs


@endpoint(
    "messages.conversations_get",
    title="Read a conversation",
    scope="read",
    action="get",
    paths=("/messages/conversations/get",),
    # who is in charge of it
    needs=Needs(also=(Access((MEMBERS,), ("BatchGetItem",)),)),
)
def handler(request: GetConversation, ctx: Context) -> Conversation:
    """Read what there is to do with a conversation, and its newest message."""
    return reading.conversations_get(request, ctx)
