"""Decide about the calls that an execution waits for, and let the agent go on."""

from dataclasses import replace
from typing import Any

from bivelio_core import audit, clock, config
from bivelio_core.agents import counters, endings, grants, waiting
from bivelio_core.agents.answering import Answered, Conversation, outcome_of
from bivelio_core.agents.models import ApproveCalls, Invocation
from bivelio_core.agents.reading import waiting_calls
from bivelio_core.agents.terms import EXECUTIONS
from bivelio_core.agents.tools import Tools
from bivelio_core.agents.waiting import Waiting
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Conflict, InsufficientScope
from bivelio_core.providers import language_model as lm
from bivelio_core.scopes import includes
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT, AGENT_WAIT, EXECUTION
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.writes import Delete

SOURCE = Source(by_id(EXECUTION), lists=lambda: EXECUTIONS)


def approve(request: ApproveCalls, ctx: Context) -> Invocation:
    """Decide about the calls that an execution waits for; the agent goes on at once.

    The calls are carried out as the person who decided, with the agent's scopes, which that person must have too. The
    same decision again goes on where it was interrupted, or gives the answer. Raises Conflict (`decided` otherwise,
    `expired`, `not_waiting`), InsufficientScope, ModelRefused and ModelUnavailable.
    """
    item = revise(ctx.store, SOURCE, request.execution_id, lambda before: _decided(before, request, ctx))
    if item["status"] != endings.WAITING:
        return endings.invocation(item, request.execution_id)
    kind, _, person = item["decision"]["decided_by"].partition(":")
    acting: Any = kind
    return _go_on(item, request, replace(ctx, actor=Actor(acting, person)))


def _decided(before: Item, request: ApproveCalls, ctx: Context) -> Change | None:
    """The execution with the decision. Raises Conflict when there can be none, or was another."""
    decision = before.get("decision")
    if before["status"] != endings.WAITING and (decision is None or decision["approved"] != request.approved):
        raise Conflict(details={"reason": "not_waiting", "status": before["status"]})
    if decision is not None:
        if decision["approved"] != request.approved:
            raise Conflict(details={"reason": "decided", "decision": decision})
        return None
    if before["expires_at"] <= clock.timestamp():
        raise Conflict(details={"reason": "expired", "expires_at": before["expires_at"]})
    _require_scopes(before, ctx)
    decision = {
        "approved": request.approved,
        "comment": request.comment,
        "decided_by": f"{ctx.actor.kind}:{ctx.actor.id}",
        "decided_at": clock.timestamp(),
    }
    about = {"execution": request.execution_id, "approved": request.approved}
    return Change({**before, "decision": decision}, [audit.of(ctx, "agent.call_decided", **about)])


def _require_scopes(item: Item, ctx: Context) -> None:
    """Raise InsufficientScope unless the person may do what is asked about."""
    for call in waiting_calls(item) or ():
        scope = grants.scope_of(call.tool)
        if scope is not None and not includes(ctx.scopes, scope):
            raise InsufficientScope.of(scope)


def _go_on(item: Item, request: ApproveCalls, ctx: Context) -> Invocation:
    conversation_item = ctx.store.get(AGENT_WAIT, item["SK"])
    if conversation_item is None:  # another request with the same decision has ended it
        return endings.invocation(ctx.store.find(EXECUTION, request.execution_id), request.execution_id)
    agent, began = ctx.store.find(AGENT, item["agent_id"]), clock.epoch()
    conversation_before = waiting.unpacked(conversation_item["conversation"])
    about = {"allow_writes": item["allow_writes"], "contact_id": conversation_before.frame.contact_id}
    tools = Tools.of(agent, ctx, request.execution_id, **about)
    deadline = lm.Deadline.after(config.agent_seconds())
    conversation = Conversation(lm.model_for(ctx.tenant.environment), agent, tools, deadline, conversation_before.frame)
    parts = conversation.go_on(conversation_before, is_approved=request.approved)
    outcome = outcome_of(parts)
    return _ended(item, request.execution_id, ctx, outcome, int((clock.epoch() - began) * 1_000))


def _ended(item: Item, execution_id: str, ctx: Context, outcome: Answered | Waiting, milliseconds: int) -> Invocation:
    """Write the outcome, unless another request with the same decision did; returns what is written."""

    def decide(before: Item) -> Change | None:
        if before["version"] != item["version"]:
            return None
        rest = {name: value for name, value in before.items() if name not in ("waiting", "expires_at")}
        after = {
            **rest,
            **endings.attributes_of(outcome),
            "status": endings.status_of(outcome),
            "duration_ms": before["duration_ms"] + milliseconds,
            "completed_at": clock.timestamp(),
        }
        if isinstance(outcome, Waiting):
            del after["decision"]
            return Change(after, [endings.conversation_write(ctx.store, before["SK"], outcome)])
        return Change(after, [Delete(ctx.store.key(AGENT_WAIT, before["SK"]))])

    after = revise(ctx.store, SOURCE, execution_id, decide)
    if isinstance(outcome, Answered) and not after.get("sample"):
        counters.count(ctx.store, after["agent_id"], after["duration_ms"], 0)
    return endings.invocation(after, execution_id)
