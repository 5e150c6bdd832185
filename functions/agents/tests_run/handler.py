"""POST /v1/agents/tests/run"""

from bivelio_core.agents.kept_tests.actions import tests_run
from bivelio_core.agents.kept_tests.models import RunAgentTests, StartedAgentTests
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.tests_run",
    title="Run an agent's tests",
    scope="write",
    action="run",
    paths=("/agents/tests/run",),
    needs=Needs(reads=PAGE, writes=(keys.AGENT_TEST_RUN,), sends=("turns",)),
)
def handler(request: RunAgentTests, ctx: Context) -> StartedAgentTests:
    """Run an agent's tests on its version of now. What would change something is only recorded."""
    return tests_run.tests_run(request, ctx)
