"""The assistant goes on with a conversation."""

from bivelio_core.context import Context
from bivelio_core.messages.inbox import heads
from bivelio_core.messages.inbox.models import ConversationStatus, GiveBack
from bivelio_core.messages.inbox.show import show
from bivelio_core.store.codec import Item


def give_back(request: GiveBack, ctx: Context) -> ConversationStatus:
    """Have the assistant go on with a conversation. Raises ResourceNotFound when there is none."""

    def decide(head: Item) -> Item:
        return {**{name: value for name, value in head.items() if name != "handed_over"}, "handled_by": "assistant"}

    return show(heads.change(request.contact_id, decide, ctx, audited_as="conversation.given_back"))
