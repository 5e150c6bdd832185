"""POST /v1/mcp/allow"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp.actions import allow
from bivelio_core.mcp.models import AllowedTools, AllowTools
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "mcp.allow",
    title="Allow tools of an MCP server",
    scope="admin",
    only_http="tools are allowed by people",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION, keys.EFFECT, AUDIT),
        uses=("open_secrets", "seal_secrets"),
        layers=("mcp",),
        timeout=29,
        memory=1024,
    ),
)
def handler(request: AllowTools, ctx: Context) -> AllowedTools:
    """Decide which tools of a connected MCP server may be called."""
    return allow.allow(request, ctx)
