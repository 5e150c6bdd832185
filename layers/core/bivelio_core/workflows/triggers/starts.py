"""Runs that start by themselves: by a call of a URL, and as a reaction to events (events/publish.py).

Those of a schedule are in by_schedule.py.

All are idempotent: a firing by its scheduled time, a call by the run it was promised, a reaction by the event's id. A
run that may not start now, since another one is under way, the workflow is paused or the chain of workflows is too
deep, is written as a failed instance, which says why and can be retried; nothing is dropped silently. When a chain may
start no more runs, one such instance of a workflow stands for all: an instance for each event would be the flood that
the limit prevents.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bivelio_core import clock, correlation
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Conflict, ResourceNotFound, Unprocessable
from bivelio_core.events.log import Event
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.rendering import evaluate, is_true
from bivelio_core.expressions.values import ExpressionError, NotComparable
from bivelio_core.store.chains import MAXIMUM_DEPTH, NO_CHAIN, Chain, begun_by_call
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.keys import WORKFLOW, WORKFLOW_TRIGGER
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.execution import failure_texts, payloads
from bivelio_core.workflows.execution.chain_limits import ChainLimitReached
from bivelio_core.workflows.execution.failure_texts import fill
from bivelio_core.workflows.execution.gates import WorkflowQueueFull
from bivelio_core.workflows.execution.locks import WorkflowAlreadyRunning
from bivelio_core.workflows.execution.results import Failure
from bivelio_core.workflows.execution.runs import Place
from bivelio_core.workflows.execution.start import REASON_PAUSED, StartReason, fail_at_once, start
from bivelio_core.workflows.execution.stored import load_workflow

if TYPE_CHECKING:
    from .deliveries import Delivery

LOOP = Failure("LOOP_DETECTED", fill(failure_texts.EVENT_LOOP, depth=MAXIMUM_DEPTH))
FILTER_ALLOWANCE = 10_000
"""A filter's allowance (less than expressions.MAXIMUM_ALLOWANCE): it is evaluated where all tenants' events pass."""

RETURNED = Failure("LOOP_DETECTED", fill(failure_texts.RETURN_LOOP, depth=MAXIMUM_DEPTH))
BUSY = Failure("WORKFLOW_ALREADY_RUNNING", failure_texts.ALREADY_RUNNING)


def on_delivery(store: TenantStore, delivery: "Delivery") -> None:
    """Start the run of an accepted call, under the id that the caller was told."""
    led_to = delivery.chain is not None
    start_chain = begun_by_call(delivery.workflow_id, delivery.random)
    chain = Chain(*delivery.chain).next() if delivery.chain else start_chain
    reason = StartReason(trigger=delivery.trigger, started_by="inbound", chain=chain, led_to=led_to)
    ctx = context_of(store, f"inbound:{delivery.place}")
    workflow = store.find(WORKFLOW, delivery.workflow_id)
    if delivery.is_loop:
        fail_at_once(workflow, delivery.run_input(store), reason, RETURNED, ctx, delivery.place)
    else:
        start_or_tell(workflow, delivery.run_input(store), reason, ctx, delivery.place)


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Start the workflows that wait for these events: one query for each type among them, after all are recorded."""
    workflows_by_type: dict[str, list[Item]] = {}
    for event in events:
        if event.chain and event.chain.depth > MAXIMUM_DEPTH:
            continue  # a failed run has already recorded the end of the chain
        if event.type not in workflows_by_type:
            workflows_by_type[event.type] = store.query(WORKFLOW_TRIGGER, prefix=f"{event.type}#", consistent=True)
        for waiting in workflows_by_type[event.type]:
            with correlation.working_for(event.correlation_id):
                _start_if_wanted(event, waiting, store)


def _start_if_wanted(event: Event, waiting: Item, store: TenantStore) -> None:
    """Start the workflow that waits for an event, if its filter accepts it."""
    try:
        if _wanted(waiting, event):
            _start_by(event, waiting["workflow_id"], store)
    except NotComparable as error:
        _tell_unjudged(event, waiting["workflow_id"], error, store)


def _tell_unjudged(event: Event, workflow_id: str, error: NotComparable, store: TenantStore) -> None:
    """Write a failed run in place of one that perhaps should have started; one a day and version stands for all."""
    workflow, day = load_workflow(store, workflow_id), clock.parse(event.timestamp).date().isoformat()
    failure = Failure("EXPRESSION_ERROR", failure_texts.FILTER, details={"reason": error.text, "event": event.id})
    ctx = context_of(store, f"filter:{workflow_id}:{workflow['version']}:{day}")
    fail_at_once(workflow, event.data, _reason_of(event), failure, ctx)


def _reason_of(event: Event) -> StartReason:
    """Why a run begins that an event starts."""
    trigger = {"type": "event", **_document(event)}
    made_in = event.chain or NO_CHAIN
    led_to = made_in.root is not None
    chain = made_in.next() if led_to else Chain(1, f"event:{event.id}")
    return StartReason(trigger=trigger, started_by=f"event:{event.id}", chain=chain, led_to=led_to)


def _start_by(event: Event, workflow_id: str, store: TenantStore) -> None:
    reason, ctx = _reason_of(event), context_of(store, f"event:{event.id}:{workflow_id}")
    workflow = load_workflow(store, workflow_id)
    if (event.chain or NO_CHAIN).depth >= MAXIMUM_DEPTH:
        fail_at_once(workflow, event.data, reason, LOOP, ctx)
    else:
        start_or_tell(workflow, event.data, reason, ctx)


def start_or_tell(
    workflow: Item, run_input: dict[str, Any], reason: StartReason, ctx: Context, place: Place | None = None
) -> None:
    """Start a run, or write why it could not. Who was promised a run, at a place, has one in every case."""
    try:
        start(workflow["SK"], run_input, reason, ctx, place=place)
    except WorkflowAlreadyRunning:
        fail_at_once(workflow, run_input, reason, BUSY, ctx, place)
    except ChainLimitReached as reached:
        told_once = ctx.idempotency_key if place else LastingKey(f"limit:{reason.chain.root}:{workflow['SK']}")
        fail_at_once(workflow, run_input, reason, Failure.of(reached), replace(ctx, idempotency_key=told_once), place)
    except (WorkflowQueueFull, Unprocessable) as refusal:  # Unprocessable: the key of its concurrency makes no sense
        fail_at_once(workflow, run_input, reason, Failure.of(refusal), ctx, place)
    except (Conflict, ResourceNotFound) as gone:  # paused; or switched off, archived or deleted in between
        if place or (gone.details or {}).get("reason") == REASON_PAUSED:
            fail_at_once(workflow, run_input, reason, Failure.of(gone), ctx, place)


def _wanted(waiting: Item, event: Event) -> bool:
    if "before" in waiting and waiting["before"] != event.data.get("before"):
        return False  # of calendar.starting: the lead of another workflow
    event_filter = waiting.get("filter")
    if not event_filter:
        return True
    try:
        context = EvaluationContext(clock.parse(event.timestamp), event.id)
        return is_true(evaluate(event_filter, _document(event), context, allowance=FILTER_ALLOWANCE))
    except NotComparable:
        raise
    except ExpressionError:
        return False  # e.g. a function over a field that this event has not


def _document(event: Event) -> dict[str, Any]:
    """The event as webhooks carry it, in plain JSON."""
    document: dict[str, Any] = payloads.plain(
        {"id": event.id, "event": event.type, "timestamp": event.timestamp, "data": event.data}
    )
    return document


def context_of(store: TenantStore, key: str) -> Context:
    """What a run starts in that nobody asked for, once under a key."""
    return Context(
        tenant=store.tenant,
        actor=Actor("system", "workflows"),
        scopes=frozenset({"write"}),
        request_id=key,
        language="ca",
        store=store,
        idempotency_key=LastingKey(key),
    )
