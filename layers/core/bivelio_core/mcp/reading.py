"""Read the connected MCP servers, and calls of their tools."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import MCP_EXECUTION

from . import connected, executions
from .models import (
    GetExecution,
    ListProviders,
    McpProvider,
    ProviderPage,
    ToolExecution,
    ToolFailure,
)


def providers(request: ListProviders, ctx: Context) -> ProviderPage:
    """A page of the connected MCP servers, by name."""
    items = connected.every(ctx)
    return ProviderPage(
        providers=[_provider(item) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def executions_get(request: GetExecution, ctx: Context) -> ToolExecution:
    """Read a call, and what became of it."""
    item = ctx.store.find(MCP_EXECUTION, request.execution_id)
    return ToolExecution(
        execution_id=item["SK"],
        parameters=executions.unpacked(item["parameters"]),
        result=executions.unpacked(item["result"]) if "result" in item else None,
        error=ToolFailure(**executions.failure(item)) if "error" in item else None,
        **{
            name: item.get(name) for name in ("provider", "tool", "status", "started_at", "duration_ms", "completed_at")
        },
    )


def _provider(item: Item) -> McpProvider:
    return McpProvider(
        provider=item["name"],
        connection_id=None if item.get("unlisted") else item["SK"],
        status=item["status"],
        url=item["settings"]["url"],
        tools=sorted(connected.tools(item)),
        connected_at=item["created_at"],
    )
