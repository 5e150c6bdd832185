"""POST /v1/mcp/providers"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp import service
from bivelio_core.mcp.models import ListProviders, ProviderPage


@endpoint("mcp.providers", scope="read")
def handler(request: ListProviders, ctx: Context) -> ProviderPage:
    """List the connected MCP servers."""
    return service.providers(request, ctx)
