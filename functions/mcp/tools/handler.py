"""POST /v1/mcp/tools"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp.actions import tools
from bivelio_core.mcp.models import ListTools, ToolPage
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "mcp.tools",
    scope="read",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION,),  # an access token that is renewed
        uses=("open_secrets", "seal_secrets"),
        layers=("mcp",),
        timeout=29,
        memory=1024,
    ),
)
def handler(request: ListTools, ctx: Context) -> ToolPage:
    """List the tools of a connected MCP server."""
    return tools.tools(request, ctx)
