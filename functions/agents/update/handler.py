"""POST /v1/agents/update"""

from bivelio_core.agents import service
from bivelio_core.agents.models import Agent, UpdateAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("agents.update", scope="admin")
def handler(request: UpdateAgent, ctx: Context) -> Agent:
    """Change an agent."""
    return service.update(request, ctx)
