"""POST /v1/agents/executions"""

from bivelio_core.agents import reading
from bivelio_core.agents.execution_models import AgentExecutionPage, ListAgentExecutions
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("agents.executions", title="List executions of agents", scope="read")
def handler(request: ListAgentExecutions, ctx: Context) -> AgentExecutionPage:
    """List executions of agents, newest first."""
    return reading.executions(request, ctx)
