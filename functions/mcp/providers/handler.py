"""POST /v1/mcp/providers"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.mcp import reading
from bivelio_core.mcp.models import ListProviders, ProviderPage
from bivelio_core.needs import PAGE, Needs


@endpoint("mcp.providers", scope="read", needs=Needs(reads=PAGE))
def handler(request: ListProviders, ctx: Context) -> ProviderPage:
    """List the connected MCP servers."""
    return reading.providers(request, ctx)
