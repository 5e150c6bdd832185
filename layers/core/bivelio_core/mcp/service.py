"""The operations on tools of MCP servers."""

import json
import time

from bivelio_core.context import Context
from bivelio_core.json_text import to_json
from bivelio_core.models import Pagination
from bivelio_core.providers import mcp_server
from bivelio_core.providers.mcp_server import McpRefused, McpUnavailable, Tool
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import MCP_EXECUTION

from . import connected, executions
from .executions import FAILED, UNKNOWN, Begun
from .models import (
    ExecutedTool,
    ExecuteTool,
    GetExecution,
    ListProviders,
    ListTools,
    McpProvider,
    McpTool,
    ProviderPage,
    ToolExecution,
    ToolFailure,
    ToolPage,
)
from .tool_map import ServerCall, server_call, with_counts


def execute(request: ExecuteTool, ctx: Context) -> ExecutedTool:
    """Call a tool, once under an Idempotency-Key.

    Raises IntegrationError when the provider is not connected, McpRefused when the server refuses or the outcome of an
    earlier try is unknown, McpUnavailable when the server cannot be reached.
    """
    connection = connected.named(request.provider, ctx)
    begun = executions.begin(request, ctx)
    if not isinstance(begun, Begun):
        return _told(begun)
    parameters = json.loads(to_json(request.parameters))  # a step's numbers are decimals
    call = server_call(connected.tools(connection), request.tool, parameters)
    return _shown(_carry_out(begun, call, connection, ctx))


def providers(request: ListProviders, ctx: Context) -> ProviderPage:
    """A page of the connected MCP servers, by name."""
    items = connected.every(ctx)
    return ProviderPage(
        providers=[_provider(item) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def tools(request: ListTools, ctx: Context) -> ToolPage:
    """A page of the tools that can be called: those that the connection names, then the server's own."""
    connection = connected.named(request.provider, ctx)
    listed = mcp_server.server_for(ctx.tenant.environment).tools(connected.target(connection, ctx))
    found = _named(connection, listed)
    return ToolPage(
        provider=request.provider,
        tools=list(request.slice_of(found)),
        pagination=Pagination.of(request, len(found)),
    )


def get_execution(request: GetExecution, ctx: Context) -> ToolExecution:
    """Read a call, and what became of it."""
    item = ctx.store.find(MCP_EXECUTION, request.execution_id)
    return ToolExecution(
        execution_id=item["SK"],
        parameters=executions.unpacked(item["parameters"]),
        result=executions.unpacked(item["result"]) if "result" in item else None,
        error=ToolFailure(**item["error"]) if "error" in item else None,
        **{
            name: item.get(name) for name in ("provider", "tool", "status", "started_at", "duration_ms", "completed_at")
        },
    )


def _carry_out(begun: Begun, call: ServerCall, connection: Item, ctx: Context) -> Item:
    """Call the tool and record the outcome."""
    started = time.monotonic()
    may_be_repeated = False
    is_unknown = begun.may_have_run

    def permit(tool: Tool) -> None:
        nonlocal may_be_repeated, is_unknown
        may_be_repeated = tool.may_be_repeated
        if is_unknown and not may_be_repeated:
            raise McpRefused("outcome_unknown")
        is_unknown = False

    def record(status: str, error: McpRefused | McpUnavailable, *, may_be_retried: bool = False) -> None:
        executions.fail(ctx.store, begun, status, error.details, _milliseconds(started), may_be_retried=may_be_retried)

    server = mcp_server.server_for(ctx.tenant.environment)
    try:
        result = with_counts(server.call(connected.target(connection, ctx), call.tool, call.arguments, permit))
    except McpRefused as refusal:
        record(UNKNOWN if is_unknown else FAILED, refusal)
        raise
    except McpUnavailable as unavailable:
        if unavailable.was_called and not may_be_repeated:
            record(UNKNOWN, unavailable)
            raise McpRefused("outcome_unknown") from unavailable
        record(UNKNOWN if is_unknown else FAILED, unavailable, may_be_retried=not is_unknown)
        raise
    return executions.complete(ctx.store, begun, result, _milliseconds(started))


def _told(item: Item) -> ExecutedTool:
    """The answer of an execution that has ended, again."""
    if item["status"] == FAILED:
        raise McpRefused(item["error"]["reason"], item["error"].get("message"))
    return _shown(item)


def _shown(item: Item) -> ExecutedTool:
    return ExecutedTool(
        execution_id=item["SK"],
        provider=item["provider"],
        tool=item["tool"],
        result=executions.unpacked(item["result"]),
        duration_ms=item["duration_ms"],
        completed_at=item["completed_at"],
    )


def _provider(item: Item) -> McpProvider:
    return McpProvider(
        provider=item["name"],
        connection_id=item.get("SK"),
        status=item["status"],
        url=item["settings"]["url"],
        tools=sorted(connected.tools(item)),
        connected_at=item["created_at"],
    )


def _named(connection: Item, listed: list[Tool]) -> list[McpTool]:
    by_name, names = {tool.name: tool for tool in listed}, connected.tools(connection)
    shown = []
    for name in sorted(names):
        theirs = server_call(names, name, {}).tool
        if theirs in by_name:
            shown.append(_tool(name, by_name[theirs], theirs))
    own = {tool.name for tool in shown}
    return [*shown, *(_tool(tool.name, tool) for tool in listed if tool.name not in own)]


def _tool(name: str, tool: Tool, calls: str | None = None) -> McpTool:
    return McpTool(
        name=name,
        calls=calls,
        title=tool.title,
        description=tool.description,
        parameters=dict(tool.input_schema),
        read_only=tool.is_read_only,
        idempotent=tool.is_idempotent,
    )


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
