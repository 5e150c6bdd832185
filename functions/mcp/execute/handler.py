"""POST /v1/mcp/execute"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp.actions import execute
from bivelio_core.mcp.models import ExecutedTool, ExecuteTool
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "mcp.execute",
    scope="write",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION, keys.MCP_EXECUTION, keys.EFFECT),
        uses=("open_secrets", "seal_secrets"),
        layers=("mcp",),
        timeout=29,
        memory=1024,  # importing the SDK takes most of a second of a whole processor
    ),
)
def handler(request: ExecuteTool, ctx: Context) -> ExecutedTool:
    """Call a tool of a connected MCP server."""
    return execute.execute(request, ctx)
