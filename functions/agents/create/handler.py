"""POST /v1/agents/create"""

from bivelio_core.agents import service
from bivelio_core.agents.models import Agent, CreateAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("agents.create", scope="admin")
def handler(request: CreateAgent, ctx: Context) -> Agent:
    """Create an agent."""
    return service.create(request, ctx)
