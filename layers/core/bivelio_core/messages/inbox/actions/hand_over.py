"""A person goes on with a conversation instead of the assistant."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.messages.inbox import heads, states
from bivelio_core.messages.inbox.models import ConversationStatus, HandOver
from bivelio_core.messages.inbox.show import show
from bivelio_core.messages.inbox.writing import assigned
from bivelio_core.store.codec import Item


def hand_over(request: HandOver, ctx: Context) -> ConversationStatus:
    """Have a person go on with a conversation, which is open from now on. The assistant writes no more in it.

    What an assistant or a workflow hands over is to be read, although it has answered.

    Raises Unprocessable for somebody who is no member, ResourceNotFound when there is no conversation.
    """
    to = {} if request.to is None else {"to": request.to}
    is_by_itself = ctx.actor.kind == "workflow"

    def decide(head: Item) -> Item:
        former = {name: value for name, value in head.get("handed_over", {}).items() if name != "at"}
        if head.get("handled_by") == "person" and former == {"why": request.why, **to}:
            return head
        after = states.opened(head) if request.to is None else assigned(states.opened(head), request.to, ctx, "to")
        about = {"why": request.why, "at": clock.timestamp(), **to}
        unread = {"unread": int(head.get("unread", 0)) or 1} if is_by_itself else {}
        return {**after, **unread, "handled_by": "person", "handed_over": about}

    return show(heads.change(request.contact_id, decide, ctx, audited_as="conversation.handed_over"))
