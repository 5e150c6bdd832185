"""Decide which tools of a connected MCP server may be called."""

from bivelio_core.context import Context
from bivelio_core.mcp import allowed, connected
from bivelio_core.mcp.models import AllowedTools, AllowTools
from bivelio_core.mcp.tool_map import server_call
from bivelio_core.providers import mcp_server
from bivelio_core.providers.mcp_server import McpRefused
from bivelio_core.store.effect_marker import EffectKey

from .tools import tool_list


def allow(request: AllowTools, ctx: Context) -> AllowedTools:
    """Decide about tools, as their server describes them now.

    Raises IntegrationError when the provider is not connected, McpRefused for a tool that the server lacks,
    McpUnavailable when it cannot be reached, ChangedMeanwhile when somebody else decided at the same time.
    """
    key = EffectKey.of("mcp.allow", ctx.idempotency_key, request)
    connection = connected.named(request.provider, ctx)
    listed = connected.with_server(connection, ctx, mcp_server.server_for(ctx.tenant.environment).tools)
    names = connected.tools(connection)
    decisions = {server_call(names, name, {}).tool: is_allowed for name, is_allowed in request.tools.items()}
    if lacking := sorted({*decisions} - {tool.name for tool in listed}):
        raise McpRefused("unknown_tool", ", ".join(lacking))
    decided = allowed.decide(decisions, listed, connection, key, ctx)
    tools = [tool for tool in tool_list(decided, listed) if (tool.calls or tool.name) in decisions]
    return AllowedTools(provider=request.provider, tools=tools)
