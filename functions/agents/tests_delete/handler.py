"""POST /v1/agents/tests/delete"""

from bivelio_core.agents.kept_tests import writing
from bivelio_core.agents.kept_tests.models import DeleteAgentTest, DeletedAgentTest
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "agents.tests_delete",
    scope="write",
    action="delete",
    paths=("/agents/tests/delete",),
    needs=Needs(writes=(keys.AGENT_TEST,)),
)
def handler(request: DeleteAgentTest, ctx: Context) -> DeletedAgentTest:
    """Delete a test of an agent."""
    return writing.tests_delete(request, ctx)
