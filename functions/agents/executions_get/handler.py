"""POST /v1/agents/executions_get"""

from bivelio_core.agents import reading
from bivelio_core.agents.execution_models import AgentExecution, GetAgentExecution
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint("agents.executions_get", scope="read", needs=Needs(reads=ONE))
def handler(request: GetAgentExecution, ctx: Context) -> AgentExecution:
    """Read an execution of an agent."""
    return reading.executions_get(request, ctx)
