"""Call a tool of a connected MCP server."""

import json
import time

from bivelio_core.context import Context
from bivelio_core.json_text import to_json
from bivelio_core.mcp import allowed, connected, executions
from bivelio_core.mcp.executions import FAILED, UNKNOWN, Begun
from bivelio_core.mcp.models import ExecutedTool, ExecuteTool
from bivelio_core.mcp.tool_map import ServerCall, server_call, with_counts
from bivelio_core.providers import mcp_server
from bivelio_core.providers.mcp_server import McpRefused, McpUnavailable, Tool
from bivelio_core.store.codec import Item


def execute(request: ExecuteTool, ctx: Context) -> ExecutedTool:
    """Call a tool, once under an Idempotency-Key.

    Raises IntegrationError when the provider is not connected, McpRefused when the server refuses or the outcome of an
    earlier try is unknown, McpUnavailable when the server cannot be reached.
    """
    connection = connected.named(request.provider, ctx)
    execution = executions.begin(request, ctx)
    if not isinstance(execution, Begun):
        return _answer_of(execution)
    parameters = json.loads(to_json(request.parameters))  # a step's numbers are decimals
    call = server_call(connected.tools(connection), request.tool, parameters)
    return _executed_tool(_carry_out(execution, call, connection, ctx))


def _carry_out(execution: Begun, call: ServerCall, connection: Item, ctx: Context) -> Item:
    """Call the tool and record the outcome."""
    started = time.monotonic()
    may_be_repeated = False
    is_unknown = execution.may_have_run

    def permit(tool: Tool) -> None:
        nonlocal may_be_repeated, is_unknown
        may_be_repeated = tool.may_be_repeated
        allowed.require_allowed(tool, connection)
        allowed.remember([tool], connection, ctx)
        if is_unknown and not may_be_repeated:
            raise McpRefused("outcome_unknown")
        is_unknown = False

    def record(status: str, error: McpRefused | McpUnavailable, *, may_be_retried: bool = False) -> None:
        executions.fail(
            ctx.store, execution, status, error.details, _milliseconds(started), may_be_retried=may_be_retried
        )

    server = mcp_server.server_for(ctx.tenant.environment)
    try:
        answer = connected.with_server(
            connection, ctx, lambda target: server.call(target, call.tool, call.arguments, permit)
        )
        result = with_counts(answer)
    except McpRefused as refusal:
        record(UNKNOWN if is_unknown else FAILED, refusal)
        raise
    except McpUnavailable as unavailable:
        if unavailable.was_called and not may_be_repeated:
            record(UNKNOWN, unavailable)
            raise McpRefused("outcome_unknown") from unavailable
        record(UNKNOWN if is_unknown else FAILED, unavailable, may_be_retried=not is_unknown)
        raise
    return executions.complete(ctx.store, execution, result, _milliseconds(started))


def _answer_of(item: Item) -> ExecutedTool:
    """The answer of an execution that has ended, again."""
    if item["status"] == FAILED:
        error = executions.failure(item)
        raise McpRefused(
            error["reason"], error.get("message"), code=error.get("protocol_code"), structured=error.get("structured")
        )
    return _executed_tool(item)


def _executed_tool(item: Item) -> ExecutedTool:
    return ExecutedTool(
        execution_id=item["SK"],
        provider=item["provider"],
        tool=item["tool"],
        result=executions.unpacked(item["result"]),
        duration_ms=item["duration_ms"],
        completed_at=item["completed_at"],
    )


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
