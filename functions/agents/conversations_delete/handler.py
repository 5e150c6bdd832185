"""POST /v1/agents/conversations/delete"""

from bivelio_core.agents.conversations import writing
from bivelio_core.agents.conversations.models import DeleteAgentConversation, DeletedAgentConversation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "agents.conversations_delete",
    scope="write",
    action="delete",
    paths=("/agents/conversations/delete",),
    needs=Needs(writes=(keys.AGENT_CONVERSATION, keys.AGENT_TURN)),
)
def handler(request: DeleteAgentConversation, ctx: Context) -> DeletedAgentConversation:
    """Delete a conversation with its turns."""
    return writing.conversations_delete(request, ctx)
