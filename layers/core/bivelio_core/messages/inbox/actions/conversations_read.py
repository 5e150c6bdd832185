"""Say that a conversation has been read."""

from bivelio_core.context import Context
from bivelio_core.messages.inbox import heads
from bivelio_core.messages.inbox.models import ConversationStatus, ReadConversation
from bivelio_core.messages.inbox.show import show
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise


def conversations_read(request: ReadConversation, ctx: Context) -> ConversationStatus:
    """Mark the messages of a conversation as read, or its newest one as unread. It keeps its version.

    Raises Unprocessable for no contact, ResourceNotFound without a conversation, ChangedMeanwhile.
    """

    def decide(head: Item) -> Change | None:
        if bool(head.get("unread")) == request.unread:
            return None
        return heads.revision(ctx.store, head, {**head, "unread": int(request.unread)})

    return show(revise(ctx.store, heads.READ, request.contact_id, decide))
