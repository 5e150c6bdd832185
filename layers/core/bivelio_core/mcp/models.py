"""MCP: the models of requests and responses."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.json_text import depth
from bivelio_core.models import ListRequest, Pagination, Request, Response, Timestamp

MAXIMUM_PARAMETER_BYTES = 65_536
MAXIMUM_PARAMETER_DEPTH = 32

ProviderName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$", examples=["google_sheets"])]
ToolName = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["read_range"])]
ExecutionId = Annotated[str, Field(min_length=1, max_length=100, examples=["mcp_k4l5m6n7"])]
ConnectionStatus = Literal["active", "broken"]
ExecutionStatus = Literal["running", "completed", "failed", "unknown"]


def _small(parameters: dict[str, Any]) -> dict[str, Any]:
    if depth(parameters, MAXIMUM_PARAMETER_DEPTH) > MAXIMUM_PARAMETER_DEPTH:
        raise broken("max_depth", limit=MAXIMUM_PARAMETER_DEPTH)
    if len(json.dumps(parameters, ensure_ascii=False, default=str).encode()) > MAXIMUM_PARAMETER_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_PARAMETER_BYTES)
    return parameters


class ExecuteTool(Request):
    """One call of a tool of a connected MCP server.

    With an `Idempotency-Key` a tool is called once. A repetition after a failure of ours answers what the first call
    gave; where that is not known, the tool is called again only if its server says that it reads only or may be
    repeated, and `outcome_unknown` is answered otherwise.
    """

    provider: ProviderName = Field(description="The name of the connection, as it was connected.")
    tool: ToolName = Field(description="The name of a tool: one of the connection's own names, or the server's.")
    parameters: Annotated[dict[str, Any], AfterValidator(_small)] = Field(
        default_factory=dict, description="The parameters of the tool: up to 64 kB as JSON, 32 levels deep."
    )


class ListProviders(ListRequest):
    """Which page of connected MCP servers."""


class ListTools(ListRequest):
    """Which page of the tools of a connected MCP server."""

    provider: ProviderName = Field(description="The name of the connection, as it was connected.")


class AllowTools(Request):
    """Which tools of a connected MCP server may be called, by workflows, agents and programs."""

    provider: ProviderName = Field(description="The name of the connection, as it was connected.")
    tools: Annotated[dict[ToolName, bool], Field(min_length=1, max_length=200)] = Field(
        description="By a tool's name, whether it may be called as it is now. The others stay as they are."
    )


class GetExecution(Request):
    """Which call to read."""

    execution_id: ExecutionId = Field(description="The id of the execution.")


class ExecutedTool(Response):
    """A call of a tool that was carried out."""

    execution_id: str = Field(description="The id of the execution.")
    provider: str = Field(description="The name of the connection.")
    tool: str = Field(description="The name of the tool, as it was called.")
    result: dict[str, Any] = Field(
        description=(
            "What the tool answered, up to 256 kB: its structured content, or its `content`. Rows under `values` are "
            "counted in `rows_count` and `columns_count`."
        )
    )
    duration_ms: int = Field(description="The duration in milliseconds.")
    completed_at: Timestamp = Field(description="When it was completed.")


class ToolFailure(Response):
    """Why a call has no result."""

    reason: str = Field(description="The reason, as in `details.reason` of the error.")
    message: str | None = Field(None, description="The server's own message, if it gave one.")
    protocol_code: int | None = Field(None, description="The code of an error of the protocol (JSON-RPC).")
    structured: dict[str, Any] | None = Field(None, description="What the tool says of its failure, up to 4 kB.")


class ToolExecution(Response):
    """A call of a tool, and what became of it. Calls are kept for 30 days."""

    execution_id: str = Field(description="The id of the execution.")
    provider: str = Field(description="The name of the connection.")
    tool: str = Field(description="The name of the tool, as it was called.")
    parameters: dict[str, Any] = Field(description="What the tool was called with.")
    status: ExecutionStatus = Field(
        description="`running`, `completed`, `failed`, or `unknown`: nobody knows whether the tool ran."
    )
    result: dict[str, Any] | None = Field(None, description="What the tool answered, once it is completed.")
    error: ToolFailure | None = Field(None, description="Why it failed, or why its outcome is unknown.")
    started_at: Timestamp = Field(description="When it was started.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")
    completed_at: Timestamp | None = Field(None, description="When it ended.")


class McpProvider(Response):
    """A connected MCP server."""

    provider: str = Field(description="The name to call it by.")
    connection_id: str | None = Field(None, description="The id of the connection; the sandbox's own server has none.")
    status: ConnectionStatus = Field(description="`active`, or `broken`: the server takes the token no more.")
    url: str = Field(description="The address of the server.")
    tools: list[str] = Field(description="Names of tools that the connection gives to tools of the server.")
    connected_at: Timestamp = Field(description="When it was connected.")


class ProviderPage(Response):
    """A page of connected MCP servers, by name."""

    providers: list[McpProvider] = Field(description="The servers of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class McpTool(Response):
    """A tool that can be called."""

    name: str = Field(description="The name to call it by.")
    calls: str | None = Field(None, description="The server's tool that it calls, if the connection gave it its name.")
    title: str | None = Field(None, description="A title for people.")
    description: str | None = Field(None, description="What the tool does, in the server's words.")
    parameters: dict[str, Any] = Field(description="The JSON Schema of the server's parameters.")
    read_only: bool = Field(description="Whether the server says that the tool changes nothing.")
    idempotent: bool = Field(description="Whether the server says that repeating a call changes nothing more.")
    destructive: bool = Field(
        description="Whether a call may change or delete what there is: the server does not say that it never does."
    )
    allowed: bool = Field(
        description="Whether it may be called: `/mcp/allow` decides, else what is destructive may not."
    )
    changed: bool = Field(
        description="Whether its texts, schema or hints have changed since; it is not called until it is allowed again."
    )
    pin: str = Field(
        description="Stands for all that the server says of the tool; an agent that is granted it with this as "
        "`pinned` gets the tool as it is here."
    )


class AllowedTools(Response):
    """The tools that were decided about."""

    provider: str = Field(description="The name of the connection.")
    tools: list[McpTool] = Field(description="The tools, by name.")


class ToolPage(Response):
    """A page of the tools of a connected MCP server."""

    provider: str = Field(description="The name of the connection.")
    tools: list[McpTool] = Field(description="The tools of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
