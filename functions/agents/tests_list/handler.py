"""POST /v1/agents/tests/list"""

from bivelio_core.agents.kept_tests import reading
from bivelio_core.agents.kept_tests.models import AgentTestPage, ListAgentTests
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "agents.tests_list",
    title="List an agent's tests",
    scope="read",
    action="list",
    paths=("/agents/tests/list",),
    needs=Needs(reads=PAGE),
)
def handler(request: ListAgentTests, ctx: Context) -> AgentTestPage:
    """List an agent's tests, with what came of them by version of the agent."""
    return reading.tests_list(request, ctx)
