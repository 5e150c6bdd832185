"""POST /v1/mcp/execute"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp import service
from bivelio_core.mcp.models import ExecutedTool, ExecuteTool


@endpoint("mcp.execute", scope="write")
def handler(request: ExecuteTool, ctx: Context) -> ExecutedTool:
    """Call a tool of a connected MCP server."""
    return service.execute(request, ctx)
