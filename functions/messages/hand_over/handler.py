"""POST /v1/messages/hand_over"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.inbox.actions import hand_over
from bivelio_core.messages.inbox.models import ConversationStatus, HandOver
from bivelio_core.needs import AUDIT, MEMBERS, ONE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.hand_over",
    title="Hand a conversation over to a person",
    scope="write",
    undone_by="messages.give_back",
    needs=Needs(
        reads=ONE,
        writes=(keys.CONVERSATION, keys.MESSAGE, AUDIT),
        # who may be in charge of it
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: HandOver, ctx: Context) -> ConversationStatus:
    """Hand a conversation over to a person: the assistant writes no more in it."""
    return hand_over.hand_over(request, ctx)
