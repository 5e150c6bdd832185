"""POST /v1/messages/give_back"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox.actions import give_back
from bivelio_core.messages.inbox.models import ConversationStatus, GiveBack
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.give_back",
    title="Give a conversation back to the assistant",
    scope="write",
    undone_by="messages.hand_over",
    needs=Needs(reads=ONE, writes=(keys.CONVERSATION, keys.MESSAGE, AUDIT)),
)
def handler(request: GiveBack, ctx: Context) -> ConversationStatus:
    """Give a conversation back to the assistant, which goes on with it."""
    return give_back.give_back(request, ctx)
