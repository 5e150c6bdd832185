"""POST /v1/messages/conversations"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages import reading
from bivelio_core.messages.models import ConversationPage, ListConversations


@endpoint("messages.conversations", scope="read")
def handler(request: ListConversations, ctx: Context) -> ConversationPage:
    """List conversations, the one with the newest message first."""
    return reading.conversations(request, ctx)
