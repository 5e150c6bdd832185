"""POST /v1/agents/conversations/create"""

from bivelio_core.agents.conversations import writing
from bivelio_core.agents.conversations.models import AgentConversation, CreateAgentConversation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "agents.conversations_create",
    scope="write",
    action="create",
    paths=("/agents/conversations/create",),
    undone_by="agents.conversations_delete",
    needs=Needs(writes=(keys.AGENT_CONVERSATION, keys.EFFECT)),
)
def handler(request: CreateAgentConversation, ctx: Context) -> AgentConversation:
    """Begin a conversation that agents remember."""
    return writing.conversations_create(request, ctx)
