"""POST /v1/agents/get"""

from bivelio_core.agents import reading
from bivelio_core.agents.models import Agent, GetAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint("agents.get", scope="read", needs=Needs(reads=ONE, uses=("models",)))
def handler(request: GetAgent, ctx: Context) -> Agent:
    """Read an agent."""
    return reading.get(request, ctx)
