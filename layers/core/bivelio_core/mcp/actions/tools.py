"""List the tools of a connected MCP server, which is asked for its own."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.mcp import allowed, connected
from bivelio_core.mcp.models import ListTools, McpTool, ToolPage
from bivelio_core.mcp.tool_map import server_call
from bivelio_core.models import Pagination
from bivelio_core.providers import mcp_server
from bivelio_core.providers.mcp_server import Tool
from bivelio_core.server_tool_words import pin_of
from bivelio_core.store.codec import Item


def tools(request: ListTools, ctx: Context) -> ToolPage:
    """A page of the tools that can be called: those that the connection names, then the server's own."""
    connection = connected.named(request.provider, ctx)
    server = mcp_server.server_for(ctx.tenant.environment)
    listed = connected.with_server(connection, ctx, server.tools)
    allowed.remember(listed, connection, ctx)
    tools = tool_list(connection, listed)
    return ToolPage(
        provider=request.provider,
        tools=list(request.slice_of(tools)),
        pagination=Pagination.of(request, len(tools)),
    )


def tool_list(connection: Item, listed: list[Tool]) -> list[McpTool]:
    """The tools that can be called by a name of the connection, then by the server's own."""
    by_name, names = {tool.name: tool for tool in listed}, connected.tools(connection)
    tools = []
    for name in sorted(names):
        theirs = server_call(names, name, {}).tool
        if theirs in by_name:
            tools.append(_tool(name, by_name[theirs], connection, theirs))
    own = {tool.name for tool in tools}
    return [*tools, *(_tool(tool.name, tool, connection) for tool in listed if tool.name not in own)]


def _tool(name: str, tool: Tool, connection: Item, calls: str | None = None) -> McpTool:
    stands = allowed.standing(tool, connection)
    words: dict[str, Any] = {
        "calls": calls,
        "title": tool.title,
        "description": tool.description,
        "parameters": dict(tool.input_schema),
        "read_only": tool.is_read_only,
        "idempotent": tool.is_idempotent,
    }
    return McpTool(
        name=name,
        **words,
        destructive=tool.is_destructive,
        allowed=stands.allowed,
        changed=stands.changed,
        pin=pin_of(words),
    )
