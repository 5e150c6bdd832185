"""POST /v1/messages/conversations"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox import reading
from bivelio_core.messages.inbox.models import ConversationPage, ListConversations
from bivelio_core.needs import MEMBERS, Access, Needs


@endpoint(
    "messages.conversations",
    title="List conversations",
    scope="read",
    # who is in charge of a conversation
    needs=Needs(also=(Access((MEMBERS,), ("BatchGetItem",)),)),
)
def handler(request: ListConversations, ctx: Context) -> ConversationPage:
    """List conversations, the one with the newest message first."""
    return reading.conversations(request, ctx)
