"""The requests and answers of the endpoints of executions."""

from typing import Annotated, Any

from pydantic import Field

from bivelio_core.models import ListRequest, Pagination, Request, Response, Timestamp

from .fields import AgentId
from .models import ExecutionStatus, WaitingCall


class ListAgentExecutions(ListRequest):
    """Which executions to list."""

    agent_id: AgentId | None = Field(None, description="Only executions of this agent.")
    status: ExecutionStatus | None = Field(None, description="Only executions with this status.")


class AgentExecutionSummary(Response):
    """An execution in a list."""

    execution_id: str = Field(description="The id of the execution.")
    agent_id: str = Field(description="The id of the agent.")
    agent_name: str = Field(description="The name that the agent had.")
    status: ExecutionStatus = Field(description="Whether it was completed or failed, or waits for a decision.")
    model: str | None = Field(None, description="The model that answered.")
    tokens_used: int = Field(description="Tokens of the model used.")
    credits_consumed: int = Field(description="AI credits consumed: none when it failed.")
    duration_ms: int = Field(description="The duration in milliseconds.")
    completed_at: Timestamp = Field(description="When it ended.")
    is_test: bool | None = Field(None, description="True for a turn of a test, whose changes were only recorded.")


class AgentExecutionPage(Response):
    """A page of executions, newest first."""

    executions: list[AgentExecutionSummary] = Field(description="The executions of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class GetAgentExecution(Request):
    """Which execution to read."""

    execution_id: Annotated[str, Field(min_length=1, max_length=64)] = Field(description="The id of the execution.")


class ToolUse(Response):
    """A call of a tool that was carried out or refused, without credentials."""

    tool: str = Field(description="The operation.")
    arguments: dict[str, Any] = Field(description="What it was given.")
    result: dict[str, Any] | None = Field(None, description="What it answered; none when that was too long to keep.")


class AgentExecution(AgentExecutionSummary):
    """An execution. Inputs are not kept, but for those of conversations."""

    agent_version: int | None = Field(None, description="The version that the agent had.")
    conversation_id: str | None = Field(None, description="The conversation that it was part of.")
    rounds: int | None = Field(None, description="How often tools were carried out.")
    calls: list[ToolUse] | None = Field(None, description="The calls of tools, in order.")
    output: dict[str, Any] | None = Field(None, description="The output; none when it failed.")
    tools_used: list[str] | None = Field(None, description="The tools that were used, in order.")
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code` and `reason`.")
    waiting: list[WaitingCall] | None = Field(None, description="The calls that wait for a decision.")
    expires_at: Timestamp | None = Field(None, description="Until when they can be approved.")
    decision: dict[str, Any] | None = Field(
        None, description="The last decision: `approved`, `decided_by`, `decided_at`, `comment`."
    )
