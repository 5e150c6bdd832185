"""POST /v1/messages/conversations/read"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox.actions import conversations_read
from bivelio_core.messages.inbox.models import ConversationStatus, ReadConversation
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.conversations_read",
    title="Mark a conversation as read or unread",
    scope="write",
    action="read",
    paths=("/messages/conversations/read",),
    undone_by="messages.conversations_read",
    needs=Needs(reads=ONE, writes=(keys.CONVERSATION, keys.MESSAGE)),
)
def handler(request: ReadConversation, ctx: Context) -> ConversationStatus:
    """Mark a conversation as read, or as unread."""
    return conversations_read.conversations_read(request, ctx)
