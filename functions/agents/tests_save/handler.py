"""POST /v1/agents/tests/save"""

from bivelio_core.agents.kept_tests.actions import tests_save
from bivelio_core.agents.kept_tests.models import AgentTest, SaveAgentTest
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.tests_save",
    scope="write",
    action="save",
    paths=("/agents/tests/save",),
    undone_by="agents.tests_delete",
    needs=Needs(reads=PAGE, writes=(keys.AGENT_TEST,)),
)
def handler(request: SaveAgentTest, ctx: Context) -> AgentTest:
    """Save a conversation that an agent is tested with."""
    return tests_save.tests_save(request, ctx)
