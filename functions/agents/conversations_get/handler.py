"""POST /v1/agents/conversations/get"""

from bivelio_core.agents.conversations import reading
from bivelio_core.agents.conversations.models import AgentConversation, GetAgentConversation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "agents.conversations_get",
    scope="read",
    action="get",
    paths=("/agents/conversations/get",),
    needs=Needs(reads=PAGE),
)
def handler(request: GetAgentConversation, ctx: Context) -> AgentConversation:
    """Read a conversation with its newest turns."""
    return reading.conversations_get(request, ctx)
