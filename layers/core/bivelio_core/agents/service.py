"""The operations on agents and their executions."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from bivelio_core import audit, clock, config, domain, ids, language_models
from bivelio_core.context import Context
from bivelio_core.credits import prices
from bivelio_core.errors import Conflict, InsufficientScope, Unprocessable, ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.models import Pagination
from bivelio_core.scopes import includes
from bivelio_core.store import limits, resources
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import AGENT, EXECUTION, LIMIT
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.writes import UpdateWrite, absent

from . import counters
from .counters import Day
from .domain import MAXIMUM_AGENTS
from .errors import TOO_FEW, UNKNOWN_MODEL
from .fields import ALL
from .models import (
    Agent,
    AgentExecution,
    AgentExecutionPage,
    AgentExecutionSummary,
    AgentPage,
    AgentSummary,
    CreateAgent,
    GetAgent,
    GetAgentExecution,
    ListAgentExecutions,
    ListAgents,
    UpdateAgent,
)
from .terms import EXECUTIONS, criteria

SOURCE = Source(by_id(AGENT))
DEFINED = (
    "name", "description", "category", "instructions", "model", "output_schema", "status", "tools", "maximum_credits"
)  # fmt: skip
"""The fields of an agent that a caller decides."""


def create(request: CreateAgent, ctx: Context) -> Agent:
    """Create an agent. With an Idempotency-Key, the same request again returns the same agent.

    Raises Unprocessable for an unknown tool or model, InsufficientScope for a tool whose scope the caller lacks,
    Conflict beyond 200 agents.
    """
    key = EffectKey.of("agents.create", ctx.idempotency_key, request)
    if made := effect_target(ctx.store, key):
        return show(ctx.store.find(AGENT, made), ctx)
    now = clock.timestamp()
    item = {
        **_stored(_priced({name: getattr(request, name) for name in DEFINED}, request)),
        "scopes": _granted(request.tools, ctx),
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    agent_id = ids.new_id("agent", ctx.organisation)
    put = ctx.store.put_write(AGENT, agent_id, item, condition=absent())
    entry = audit.of(ctx, "agent.created", agent=agent_id, tools=request.tools or None)

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, agent_id, [counted, put, entry])

    limit = Limit(ctx.store.key(LIMIT, "agents"), MAXIMUM_AGENTS, lambda: len(_all(ctx)))
    try:
        made = limits.create(ctx.store.table, limit, write, position=0)
    except LimitReached as reached:
        raise Conflict(details={"reason": "too_many_agents", "limit": MAXIMUM_AGENTS}) from reached
    return show(put.item if made == agent_id else ctx.store.find(AGENT, made), ctx)


def get(request: GetAgent, ctx: Context) -> Agent:
    """Read an agent."""
    return show(ctx.store.find(AGENT, request.agent_id), ctx)


def list_agents(request: ListAgents, ctx: Context) -> AgentPage:
    """A page of the agents, oldest first. All are read: there are at most 200."""
    items = [item for item in _all(ctx) if _is_asked_for(item, request)]
    items.sort(key=lambda item: (item["created_at"], item["SK"]))
    today = counters.days(ctx.store)
    return AgentPage(
        agents=[AgentSummary(**_summary(item, today.get(item["SK"], Day()))) for item in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def update(request: UpdateAgent, ctx: Context) -> Agent:
    """Change the fields that are sent. To name tools takes their scopes. Raises Conflict for another version.

    An agent that already has the requested values is not changed: the first answer to this request may have been lost.
    """
    sent = request.model_fields_set - {"agent_id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    changes: dict[str, Any] = _stored({name: getattr(request, name) for name in sent})

    def decide(agent: Item) -> Change | None:
        if all(same(agent.get(name), value) for name, value in changes.items()):
            return None
        after = {**agent, **changes}
        _require_runnable(after, sent, agent["model"])
        if request.tools is not None and request.tools != agent["tools"]:
            after["scopes"] = _granted(request.tools, ctx)
        entry = audit.of(
            ctx,
            "agent.updated",
            agent=request.agent_id,
            changed=sorted(sent),
            tools=request.tools,
            status=request.status,
        )
        return Change(after, [entry])

    return show(revise(ctx.store, SOURCE, request.agent_id, decide, version=request.version), ctx)


def executions(request: ListAgentExecutions, ctx: Context) -> AgentExecutionPage:
    """A page of executions, newest first. Raises as reading the agent does."""
    if request.agent_id is not None:
        ctx.store.find(AGENT, request.agent_id)
    asked = criteria(request.agent_id, request.status)
    page = index_reader.list_page(ctx.store, EXECUTIONS, asked, page=request.page, per_page=request.per_page)
    return AgentExecutionPage(
        executions=[AgentExecutionSummary(**_execution(item, ctx)) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def execution(request: GetAgentExecution, ctx: Context) -> AgentExecution:
    """Read an execution with its output."""
    item = ctx.store.find(EXECUTION, request.execution_id)
    output = json.loads(item["output"]) if "output" in item else None
    return AgentExecution(
        **_execution(item, ctx), output=output, tools_used=item.get("tools_used"), error=item.get("error")
    )


def show(item: Item, ctx: Context) -> Agent:
    """An agent as the API answers it."""
    shown = {name: item.get(name) for name in ("instructions", "tools", "maximum_credits", "version")}
    shown["running_model"] = language_models.running(item["model"])
    times = {name: item[name] for name in ("created_at", "updated_at")}
    return Agent(**_summary(item, counters.day(ctx.store, item["SK"])), **shown, **times, output_schema=schema_of(item))


def schema_of(item: Item) -> dict[str, Any] | None:
    """The schema of an agent's output; it is stored as text, since an item would change its numbers."""
    schema: dict[str, Any] | None = json.loads(item["output_schema"]) if item.get("output_schema") else None
    return schema


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    if "output_schema" in fields:
        schema = fields["output_schema"]
        fields = {**fields, "output_schema": None if schema is None else to_json(schema)}
    return fields


def _priced(fields: dict[str, Any], request: CreateAgent) -> dict[str, Any]:
    """The fields of a new agent with its model, and with as many credits as its longest input costs by default."""
    model = request.model or config.ai_settings().model
    usual = {} if "maximum_credits" in request.model_fields_set else {"maximum_credits": _longest(model)}
    priced = {**fields, "model": model, **usual}
    _require_runnable(priced, {"model", "maximum_credits"}, config.ai_settings().model)
    return priced


def _longest(model: str) -> int:
    return prices.AGENT_MAXIMUM * language_models.factor_of(model)


def _require_runnable(agent: Mapping[str, Any], sent: AbstractSet[str], kept: str) -> None:
    """Raise Unprocessable for an unknown model, and for fewer credits than an invocation costs.

    The model `kept` is that of before: an agent keeps a name that was known once.
    """
    model: str = agent["model"]
    if "model" in sent and model != kept and model not in language_models.nameable():
        expected, nearest = ", ".join(language_models.nameable()), language_models.nearest(model)
        raise Unprocessable.of("model", UNKNOWN_MODEL, expected=expected, nearest=nearest)
    least = language_models.factor_of(model)
    if {"model", "maximum_credits"} & sent and agent["maximum_credits"] < least:
        raise Unprocessable.of("maximum_credits", TOO_FEW, limit=least, model=model)


def _all(ctx: Context) -> list[Item]:
    return ctx.store.query(AGENT, consistent=True)


def _is_asked_for(item: Item, request: ListAgents) -> bool:
    return request.status in (ALL, item["status"]) and request.category in (ALL, item["category"])


def _granted(tools: list[str], ctx: Context) -> list[str]:
    """The scopes of the tools. Raises Unprocessable for one that there is none, InsufficientScope for a missing one."""
    types = {name: step for name, step in domain.step_types().items() if step.is_tool}
    scopes = set()
    for position, tool in enumerate(tools):
        if tool not in types:
            raise Unprocessable.of(f"tools[{position}]", "choice", expected=", ".join(sorted(types)))
        scope = str(types[tool].scope)
        if not includes(ctx.scopes, scope):
            resource, _, level = scope.partition(":")
            details = {"required_scope": level, "resource": resource, "field": f"tools[{position}]"}
            raise InsufficientScope(scope=scope, details=details)
        scopes.add(scope)
    return sorted(scopes)


def _summary(item: Item, today: Day) -> dict[str, Any]:
    shown = {name: item[name] for name in ("name", "description", "category", "status", "model")}
    return {"id": item["SK"], **shown, "avg_latency_ms": today.average, "invocations_today": today.invocations}


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
    )
    shown = {name: item.get(name) for name in names}
    return {"execution_id": resources.public_id(EXECUTION, ctx.organisation, item), **shown}
