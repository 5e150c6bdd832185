"""Invoke an agent: reserve credits, have the model answer, record the execution and settle; or refund."""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from bivelio_core import clock, config, ids, language_models
from bivelio_core.agents import budget, endings
from bivelio_core.agents.answering import Answered, Conversation, Event, outcome_of
from bivelio_core.agents.counters import Share
from bivelio_core.agents.errors import TOO_DEAR, AgentInactive
from bivelio_core.agents.frame import ALONE, Frame
from bivelio_core.agents.models import AgentInput, Invocation, InvokeAgent
from bivelio_core.agents.tools import Tools
from bivelio_core.agents.waiting import Waiting
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Context
from bivelio_core.credits import account, prices
from bivelio_core.credits.account import Reservation
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import ApiError, InternalError, TemporarilyUnavailable, Unprocessable
from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.magic import magic_of
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import AGENT, EXECUTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Put, absent

LOG = logging.getLogger(__name__)

OPERATION = "agents.invoke"
Framed = Callable[[Item], Frame]
"""Makes the frame of an execution from its agent."""


def invoke(request: InvokeAgent, ctx: Context, framed: Framed | None = None) -> Invocation:
    """Invoke an agent. With an Idempotency-Key, the same request again returns the same answer, charged once.

    `framed` makes the frame in place of the conversation that the request names. Raises AgentInactive,
    CreditsExhausted, ModelRefused, ModelUnavailable, and Unprocessable for an input that costs more than the agent may.
    """
    return outcome_of(_steps(request, ctx, framed, streams=False))


def stream(request: InvokeAgent, ctx: Context) -> Iterator[Event]:
    """The events of an invocation: `delta`, `tool`, and `result` at its end. Raises as `invoke` does."""
    invocation = yield from _steps(request, ctx, None, streams=True)
    yield "result", invocation.model_dump()


class _Execution(NamedTuple):
    """An execution under way: its reservation, and the sequence number of its id."""

    agent: Item
    held: Reservation
    began: float
    frame: Frame
    conversation_id: str | None
    share: Share | None

    @property
    def id(self) -> str:
        return self.held.reference

    @property
    def sk(self) -> str:
        return keys.sequence_sk(self._number.sequence)

    @property
    def _number(self) -> ids.SequencedId:
        if (number := ids.parse_sequenced(EXECUTION.name, self.id)) is None:
            raise ValueError("an execution has the id that it was given")
        return number

    def write(self, ctx: Context, status: str, **about: Any) -> Put:
        """The write of its item; an execution that was recorded before stays as it is."""
        attributes = {
            "random": self._number.random,
            "version": 1,
            "agent_id": self.agent["SK"],
            "agent_name": self.agent["name"],
            **({"agent_version": self.agent["version"]} if "version" in self.agent else {}),
            **({"conversation_id": self.conversation_id} if self.conversation_id else {}),
            **({"is_test": True} if self.frame.is_test else {}),
            "status": status,
            "duration_ms": int((time.monotonic() - self.began) * 1_000),
            "completed_at": clock.timestamp(),
            **about,
        }
        return ctx.store.put_write(EXECUTION, self.sk, attributes, condition=absent())


def _steps(
    request: InvokeAgent, ctx: Context, framed: Framed | None, *, streams: bool
) -> Generator[Event, None, Invocation]:
    began, deadline = time.monotonic(), lm.Deadline.after(config.agent_seconds())
    agent = ctx.store.find(AGENT, request.agent_id)
    if agent["status"] != "active":
        raise AgentInactive
    frame = framed(agent) if framed else _remembered(request, agent, ctx)
    held = _reserved(request, agent, ctx, deadline, frame.letters)
    if held.status == "settled":
        return _recorded(held, ctx)
    execution = _Execution(agent, held, began, frame, request.conversation_id, _share(agent, held, ctx))
    try:
        may_write = request.allow_writes and not request.suggests_reply
        whom, is_test = frame.contact_id, frame.is_test
        tools = Tools.of(agent, ctx, execution.id, allow_writes=may_write, contact_id=whom, is_test=is_test)
        model = lm.model_for(ctx.tenant.environment)
        outcome = yield from Conversation(model, agent, tools, deadline, frame, streams=streams).begin(request.input)
    except (Exception, GeneratorExit) as error:  # whatever it was, nobody pays for it, or waits for the credits
        _refund(execution, ctx, error)
        raise
    return _settle(execution, request, ctx, outcome)


def _remembered(request: InvokeAgent, agent: Item, ctx: Context) -> Frame:
    """The frame of the conversation that the request names, or of the front desk where that is tried."""
    if request.front_desk:
        from bivelio_core.agents.desk import trial  # noqa: PLC0415 - only who tries it needs the desk

        return trial.frame_of(request, agent, ctx)
    if request.suggests_reply:
        from bivelio_core.agents.desk import suggesting  # noqa: PLC0415 - who wants no suggestion needs none of it

        return suggesting.frame_of(request.conversation_id, agent, ctx)
    if request.conversation_id is None:
        return ALONE
    from bivelio_core.agents import memory  # noqa: PLC0415 - an input that stands for itself needs none

    return memory.frame_of(ctx.store, agent, request.conversation_id)


def _reserved(request: InvokeAgent, agent: Item, ctx: Context, deadline: lm.Deadline, remembered: int) -> Reservation:
    """The credits, set aside. What is remembered is paid as the input is, as far as the agent's limit goes."""
    price = prices.invoke_agent(characters(request.input), language_models.factor_of(agent["model"]))
    if price > agent["maximum_credits"]:
        raise Unprocessable.of("input", TOO_DEAR, limit=agent["maximum_credits"], price=price)
    if remembered:
        whole = prices.invoke_agent(characters(request.input) + remembered, language_models.factor_of(agent["model"]))
        price = min(whole, int(agent["maximum_credits"]))
    if ctx.tenant.is_sandbox and magic_of(request.input.text) == "no_credits":
        raise CreditsExhausted(required=price, available=0)
    key = EffectKey.of(OPERATION, ctx.idempotency_key, request)
    day = budget.short(ctx.store, agent, price)
    if day is not None and not account.is_held(ctx.store, key):
        raise budget.refused(ctx.store, agent, day, price)
    execution_id = ids.sequenced_id(EXECUTION.name, ctx.organisation, ctx.store.lease_sequence(EXECUTION))
    return account.reserve(ctx.store, key, price=price, reference=execution_id, within=deadline.remaining())


def _share(agent: Item, held: Reservation, ctx: Context) -> Share | None:
    """The share of the day's credits; what was reserved is given back when there is none. Raises CreditsExhausted."""
    try:
        return budget.take(ctx.store, agent, held)
    except (ApiError, ServiceBusy):
        account.release(ctx.store, held)
        raise


def characters(agent_input: AgentInput) -> int:
    """The length of an input, by which it is priced: its text, and its context as JSON."""
    return len(agent_input.text) + (len(to_json(agent_input.context)) if agent_input.context is not None else 0)


def _charged(execution: _Execution, agent_input: AgentInput, model: str) -> int:
    """The price of what ran, which is less than what was reserved when a cheaper model stood in."""
    factor = language_models.factor_that_ran(model, language_models.factor_of(execution.agent["model"]))
    return min(execution.held.credits, prices.invoke_agent(characters(agent_input) + execution.frame.letters, factor))


def _settle(execution: _Execution, request: InvokeAgent, ctx: Context, outcome: Answered | Waiting) -> Invocation:
    """Record the outcome and charge it, in one transaction. The answer exists, so it is given whatever comes of that.

    A reservation that was given back meanwhile costs nothing. When the table takes no write for seconds, the sweeper
    gives it back, unless only the table's answer was lost.
    """
    charged = _charged(execution, request.input, outcome.model)
    about = {**endings.attributes_of(outcome), "credits_consumed": charged}
    also: list[Put] = []
    if isinstance(outcome, Waiting):
        about["allow_writes"] = request.allow_writes and not request.suggests_reply
        also = [endings.conversation_write(ctx.store, execution.sk, outcome)]
    put = execution.write(ctx, endings.status_of(outcome), **about)
    if execution.frame.head is not None and isinstance(outcome, Answered):
        also.append(_turn_write(execution, put, request, ctx))
        with suppress(ServiceBusy):
            _stored().prolong(ctx.store, execution.frame.head)  # before the turn, which is found by it
    try:
        closed = account.settle(ctx.store, execution.held, charged=charged, also=[put, *also])
    except account.ReservationClosed:
        LOG.warning("answered, but given back before", extra={"execution": execution.id})
        free = put._replace(item={**put.item, "credits_consumed": 0})
        with suppress(ConditionFailed, ServiceBusy):
            ctx.store.table.put(free.item, free.condition)
        budget.give_back(ctx.store, execution.share)
        return _invocation(free.item, execution.id)
    except ServiceBusy as error:
        LOG.warning("answered, but not recorded", exc_info=error, extra={"execution": execution.id})
        return _invocation(put.item, execution.id)
    if not closed.is_new:  # another attempt of the same request was first: its answer counts
        return _recorded(closed, ctx)
    took = put.item["duration_ms"] if isinstance(outcome, Answered) else None
    with suppress(ServiceBusy):
        budget.end(ctx.store, execution.agent, execution.share, charged, took)
    return _invocation(put.item, execution.id)


def _turn_write(execution: _Execution, put: Put, request: InvokeAgent, ctx: Context) -> Put:
    head: Any = execution.frame.head
    write: Put = _stored().turn_write(ctx.store, head, put.item, execution.id, request.input.text)
    return write


def _stored() -> Any:
    from bivelio_core.agents.conversations import stored  # noqa: PLC0415 - of conversations alone

    return stored


def _recorded(held: Reservation, ctx: Context) -> Invocation:
    """The answer of an execution that was settled before."""
    return _invocation(ctx.store.find(EXECUTION, held.reference), held.reference)


def _refund(execution: _Execution, ctx: Context, error: BaseException) -> None:
    """Record the failure and give the credits back; the caller learns why it failed, whatever comes of that."""
    code = _code_of(error)
    reason = error.details.get("reason") if isinstance(error, ApiError) else None
    about = {"code": code, **({"reason": reason} if reason else {})}
    put = execution.write(ctx, "failed", credits_consumed=0, tokens_used=0, error=about)
    account.release(ctx.store, execution.held, also=[put])
    budget.give_back(ctx.store, execution.share)


def _code_of(error: BaseException) -> str:
    if isinstance(error, ApiError):
        return error.code
    return TemporarilyUnavailable.code if isinstance(error, ServiceBusy) else InternalError.code


def _invocation(item: Item, execution_id: str) -> Invocation:
    return endings.invocation(item, execution_id)
