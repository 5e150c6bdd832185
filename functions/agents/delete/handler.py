"""POST /v1/agents/delete"""

from bivelio_core.agents import writing
from bivelio_core.agents.models import DeleteAgent, DeletedAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.delete",
    title="Delete an agent",
    scope="admin",
    needs=Needs(reads=PAGE, writes=(keys.AGENT, keys.LIMIT, keys.EFFECT, keys.AGENT_TEST, keys.AGENT_TEST_RUN, AUDIT)),
)
def handler(request: DeleteAgent, ctx: Context) -> DeletedAgent:
    """Delete an agent; what it did stays."""
    return writing.delete(request, ctx)
