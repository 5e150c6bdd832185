"""POST /v1/mcp/tools"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp import service
from bivelio_core.mcp.models import ListTools, ToolPage


@endpoint("mcp.tools", scope="read")
def handler(request: ListTools, ctx: Context) -> ToolPage:
    """List the tools of a connected MCP server."""
    return service.tools(request, ctx)
