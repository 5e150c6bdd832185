"""Read agents and their executions."""

import json
import zlib
from typing import Any

from bivelio_core import language_models
from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import AGENT, EXECUTION

from . import counters, grants, server_tools
from .counters import Day
from .execution_models import (
    AgentExecution,
    AgentExecutionPage,
    AgentExecutionSummary,
    GetAgentExecution,
    ListAgentExecutions,
    ToolUse,
)
from .fields import ALL
from .models import Agent, AgentPage, AgentSummary, GetAgent, ListAgents, WaitingCall
from .terms import EXECUTIONS, criteria


def get(request: GetAgent, ctx: Context) -> Agent:
    """Read an agent."""
    return show(ctx.store.find(AGENT, request.agent_id), ctx, server_words=request.server_words)


def page(request: ListAgents, ctx: Context) -> AgentPage:
    """A page of the agents, oldest first. All are read: there are at most 200."""
    items = [item for item in every(ctx) if _is_asked_for(item, request) and not item.get("unlisted")]
    items.sort(key=lambda item: (item["created_at"], item["SK"]))
    today = counters.days(ctx.store)
    return AgentPage(
        agents=[AgentSummary(**_summary(item, today.get(item["SK"], Day()))) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def executions(request: ListAgentExecutions, ctx: Context) -> AgentExecutionPage:
    """A page of executions, newest first. Raises as reading the agent does."""
    if request.agent_id is not None:
        ctx.store.find(AGENT, request.agent_id)
    clauses = criteria(request.agent_id, request.status)
    page = index_reader.list_page(ctx.store, EXECUTIONS, clauses, page=request.page, per_page=request.per_page)
    return AgentExecutionPage(
        executions=[AgentExecutionSummary(**_execution(item, ctx)) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def executions_get(request: GetAgentExecution, ctx: Context) -> AgentExecution:
    """Read an execution with its output."""
    item = ctx.store.find(EXECUTION, request.execution_id)
    output = json.loads(item["output"]) if "output" in item else None
    names = ("tools_used", "error", "expires_at", "decision", "agent_version", "conversation_id", "rounds")
    about = {name: item.get(name) for name in names}
    calls = calls_of(item)
    return AgentExecution(**_execution(item, ctx), **about, output=output, waiting=waiting_calls(item), calls=calls)


def calls_of(item: Item) -> list[ToolUse] | None:
    """The calls of tools of an execution; None when there were none, or it is older than their record."""
    return [ToolUse(**use) for use in json.loads(zlib.decompress(item["calls"]))] if "calls" in item else None


def waiting_calls(item: Item) -> list[WaitingCall] | None:
    """The calls that an execution waits for; None when it does not wait."""
    calls = json.loads(item["waiting"]) if item["status"] == "waiting" else None
    return calls and [WaitingCall(**call) for call in calls]


def show(item: Item, ctx: Context, *, server_words: bool = False) -> Agent:
    """An agent as the API answers it; with `server_words` what was said of its tools of servers."""
    fields = {name: item.get(name) for name in ("instructions", "maximum_credits", "version")}
    fields["tools"] = [grants.tool_answer(tool) for tool in item["tools"]]
    if server_words:
        fields["server_words"] = server_tools.words_by_name(item["tools"])
    fields["running_model"] = language_models.running(item["model"])
    times = {name: item[name] for name in ("created_at", "updated_at")}
    fields["sees"] = item.get("sees") or None
    today = counters.day(ctx.store, item["SK"])
    if item.get("daily_credits"):
        fields |= {"daily_credits": item["daily_credits"], "credits_today": today.credits}
    return Agent(**_summary(item, today), **fields, **times, output_schema=schema_of(item))


def schema_of(item: Item) -> dict[str, Any] | None:
    """The schema of an agent's output; it is stored as text, since an item would change its numbers."""
    schema: dict[str, Any] | None = json.loads(item["output_schema"]) if item.get("output_schema") else None
    return schema


def every(ctx: Context) -> list[Item]:
    """All agents: there are at most 200."""
    return ctx.store.query(AGENT, consistent=True)


def _is_asked_for(item: Item, request: ListAgents) -> bool:
    return request.status in (ALL, item["status"]) and request.category in (ALL, item["category"])


def _summary(item: Item, today: Day) -> dict[str, Any]:
    fields = {name: item[name] for name in ("name", "description", "category", "status", "model")}
    return {"id": item["SK"], **fields, "avg_latency_ms": today.average, "invocations_today": today.invocations}


def _execution(item: Item, ctx: Context) -> dict[str, Any]:
    names = (
        "agent_id",
        "agent_name",
        "status",
        "model",
        "tokens_used",
        "credits_consumed",
        "duration_ms",
        "completed_at",
        "is_test",
    )
    fields = {name: item.get(name) for name in names}
    return {"execution_id": resources.public_id(EXECUTION, ctx.organisation, item), **fields}
