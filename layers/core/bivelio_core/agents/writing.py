"""Create and change agents."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from bivelio_core import audit, clock, config, ids, language_models
from bivelio_core.context import Context
from bivelio_core.credits import prices
from bivelio_core.errors import Conflict, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.store import limits
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import AGENT, LIMIT
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import UpdateWrite, absent, present

from . import granting
from .domain import MAXIMUM_AGENTS
from .errors import TOO_FEW, UNKNOWN_MODEL
from .kept_tests import writing as kept_tests
from .models import Agent, CreateAgent, DeleteAgent, DeletedAgent, UpdateAgent
from .reading import every, show

SOURCE = Source(by_id(AGENT))

DEFINED = (
    "name", "description", "category", "instructions", "model", "output_schema", "status", "tools", "maximum_credits",
    "sees", "daily_credits",
)  # fmt: skip
"""The fields of an agent that a caller decides."""


def create(request: CreateAgent, ctx: Context) -> Agent:
    """Create an agent. With an Idempotency-Key, the same request again returns the same agent.

    Raises Unprocessable for an unknown tool or model, InsufficientScope for a tool whose scope the caller lacks,
    Conflict beyond 200 agents.
    """
    key = EffectKey.of("agents.create", ctx.idempotency_key, request)
    if agent := effect_target(ctx.store, key):
        return show(ctx.store.find(AGENT, agent), ctx)
    now = clock.timestamp()
    item = {
        **_stored(_priced({name: getattr(request, name) for name in DEFINED}, request)),
        "tools": granting.stored(request.tools, (), ctx),
        "scopes": granting.scopes_of(request.tools, ctx),
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    agent_id = ids.new_id("agent", ctx.organisation)
    put = ctx.store.put_write(AGENT, agent_id, item, condition=absent())
    about = {
        "tools": granting.audited(item["tools"]) or None,
        "accepted": granting.accepted(item["tools"], ()) or None,
    }
    entry = audit.of(ctx, "agent.created", agent=agent_id, **about)

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, agent_id, [counted, put, entry])

    limit = Limit(ctx.store.key(LIMIT, "agents"), MAXIMUM_AGENTS, lambda: len(every(ctx)))
    try:
        agent = limits.create(ctx.store.table, limit, write, position=0)
    except LimitReached as reached:
        raise Conflict(details={"reason": "too_many_agents", "limit": MAXIMUM_AGENTS}) from reached
    return show(put.item if agent == agent_id else ctx.store.find(AGENT, agent), ctx)


def update(request: UpdateAgent, ctx: Context) -> Agent:
    """Change the fields that are sent. To name tools takes their scopes. Raises Conflict for another version.

    An agent that already has the requested values is not changed: the first answer to this request may have been lost.
    """
    sent = request.model_fields_set - {"agent_id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    changes: dict[str, Any] = _stored({name: getattr(request, name) for name in sent})
    if request.tools is not None:
        changes["tools"] = granting.stored(request.tools, ctx.store.find(AGENT, request.agent_id)["tools"], ctx)

    def decide(agent: Item) -> Change | None:
        if all(same(agent.get(name), value) for name, value in changes.items()):
            return None
        after = {**agent, **changes}
        _require_runnable(after, sent, agent["model"])
        if request.tools is not None and not same(changes["tools"], agent["tools"]):
            after["scopes"] = granting.scopes_of(request.tools, ctx)
        entry = audit.of(
            ctx,
            "agent.updated",
            agent=request.agent_id,
            changed=sorted(sent),
            tools=granting.audited(changes["tools"]) if "tools" in changes else None,
            accepted=granting.accepted(changes.get("tools", ()), agent["tools"]) or None,
            status=request.status,
        )
        return Change(after, [entry])

    return show(revise(ctx.store, SOURCE, request.agent_id, decide, version=request.version), ctx)


def delete(request: DeleteAgent, ctx: Context) -> DeletedAgent:
    """Delete an agent; its executions stay. With an Idempotency-Key a repeated request changes nothing.

    The example to delete may be deleted again. Raises ResourceNotFound.
    """
    deleted = DeletedAgent(agent_id=request.agent_id, deleted=True)
    key = EffectKey.of("agents.delete", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return deleted
    item = ctx.store.find(AGENT, request.agent_id)
    if item.get("unlisted"):
        return deleted
    kept_tests.forget(item, ctx)
    counted = limits.removed(ctx.store.key(LIMIT, "agents"))
    gone = ctx.store.delete_write(AGENT, request.agent_id, condition=present())
    entry = audit.of(ctx, "agent.deleted", agent=request.agent_id)
    try:
        write_once(ctx.store, key, request.agent_id, [gone, counted, entry])
    except TransactionFailed as failure:  # another request has deleted it
        raise ResourceNotFound from failure
    return deleted


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


def _require_runnable(agent: Mapping[str, Any], sent: AbstractSet[str], former_model: str) -> None:
    """Raise Unprocessable for an unknown model, and for fewer credits than an invocation costs.

    The model `former_model` is that of before: an agent keeps a name that was known once.
    """
    model: str = agent["model"]
    if "model" in sent and model != former_model and model not in language_models.nameable():
        expected, nearest = ", ".join(language_models.nameable()), language_models.nearest(model)
        raise Unprocessable.of("model", UNKNOWN_MODEL, expected=expected, nearest=nearest)
    least = language_models.factor_of(model)
    if {"model", "maximum_credits"} & sent and agent["maximum_credits"] < least:
        raise Unprocessable.of("maximum_credits", TOO_FEW, limit=least, model=model)
