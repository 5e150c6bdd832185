"""POST /v1/agents/create"""

from bivelio_core.agents import writing
from bivelio_core.agents.models import Agent, CreateAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.create",
    scope="admin",
    of_all_scopes=True,
    needs=Needs(
        reads=PAGE,
        writes=(keys.AGENT, keys.LIMIT, keys.EFFECT, AUDIT),
        uses=("list_server_tools", "models"),
        timeout=29,
    ),
)
def handler(request: CreateAgent, ctx: Context) -> Agent:
    """Create an agent."""
    return writing.create(request, ctx)
