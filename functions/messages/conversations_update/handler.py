"""POST /v1/messages/conversations/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox import writing
from bivelio_core.messages.inbox.models import ConversationStatus, UpdateConversation
from bivelio_core.needs import AUDIT, MEMBERS, ONE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.conversations_update",
    title="Change the state of a conversation",
    scope="write",
    action="update",
    paths=("/messages/conversations/update",),
    undone_by="messages.conversations_update",
    needs=Needs(
        reads=ONE,
        writes=(keys.CONVERSATION, keys.MESSAGE, AUDIT),
        # who may be in charge of it
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpdateConversation, ctx: Context) -> ConversationStatus:
    """Close, snooze, reopen, assign or label a conversation."""
    return writing.conversations_update(request, ctx)
