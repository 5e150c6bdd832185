"""POST /v1/agents/list"""

from bivelio_core.agents import reading
from bivelio_core.agents.models import AgentPage, ListAgents
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("agents.list", title="List agents", scope="read")
def handler(request: ListAgents, ctx: Context) -> AgentPage:
    """List agents, with how often and how fast they were invoked today."""
    return reading.page(request, ctx)
