"""POST /v1/mcp/executions/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp import reading
from bivelio_core.mcp.models import GetExecution, ToolExecution
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "mcp.executions_get",
    title="Get a call of a tool",
    scope="read",
    action="get",
    paths=("/mcp/executions/get",),
    needs=Needs(reads=PAGE),
)
def handler(request: GetExecution, ctx: Context) -> ToolExecution:
    """Get a call of a tool, and what became of it."""
    return reading.executions_get(request, ctx)
