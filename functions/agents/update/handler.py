"""POST /v1/agents/update"""

from bivelio_core.agents import writing
from bivelio_core.agents.models import Agent, UpdateAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.update",
    scope="admin",
    undone_by="agents.update",
    of_all_scopes=True,
    needs=Needs(reads=ONE, writes=(keys.AGENT, keys.EFFECT, AUDIT), uses=("list_server_tools", "models"), timeout=29),
)
def handler(request: UpdateAgent, ctx: Context) -> Agent:
    """Change an agent."""
    return writing.update(request, ctx)
