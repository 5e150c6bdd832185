"""Start a run: one transaction for the instance and its lock, then one execution under the instance's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bivelio_core import clock, correlation
from bivelio_core.context import Context
from bivelio_core.credits import plans
from bivelio_core.errors import Conflict
from bivelio_core.store.chain_counts import counted
from bivelio_core.store.chains import MAXIMUM_DEPTH, NO_CHAIN, Chain, chain_mark
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, put_once, write_once
from bivelio_core.store.keys import INSTANCE, RUN_CHILD, WORKFLOW_LOCK, sequence_sk
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Update, UpdateWrite, Write, absent
from bivelio_core.workflows.definitions.program import Frame

from . import ceiling, failure_texts, gates, inputs, machine, payloads, sweep_marks
from .chain_limits import ChainLimitReached, ChainTooDeep
from .finish import write_end
from .gates import Gate, Rule
from .locks import WorkflowAlreadyRunning, free_lock, holder_of, lock_name, lock_write
from .results import FAILED, Failure
from .runs import (
    ACTIVE,
    CANCELLED,
    PENDING,
    RUNNING,
    Place,
    Run,
    Superseded,
    chain_of_run,
    instance_id,
    new_instance_random,
    revise,
)
from .stored import PAUSED_AT, load_workflow

GATE_TRIES = 20
REASON_PAUSED = "workflow_paused"
"""The reason of the refusal to start a workflow that is paused."""

REPLACED = Failure("WORKFLOW_REPLACED", failure_texts.REPLACED)
OPERATION = "workflows.start"
"""Under which a start is made once per Idempotency-Key."""


@dataclass(frozen=True, slots=True)
class StartReason:
    """Why a run begins: what started it, where in a chain of workflows, on whose behalf, and who waits for it.

    `led_to` says that another run led to it, so that it counts among those that the root of the chain may start.
    """

    trigger: dict[str, Any]
    started_by: str
    chain: Chain = NO_CHAIN
    led_to: bool = False
    parent: dict[str, str] | None = None
    retry_of: str | None = None
    may_wait: bool = True
    """Whether it waits when the organisation has as many runs as it may: what the API starts is refused."""


def reason_of_request(ctx: Context, trigger: dict[str, Any], retry_of: str | None = None) -> StartReason:
    """Why a run begins that somebody asks the API for. Raises ChainTooDeep when a run asks that may start no other."""
    started_by = f"{ctx.actor.kind}:{ctx.actor.id}"
    if ctx.chain is None:
        return StartReason(trigger, started_by, retry_of=retry_of, may_wait=False)
    if ctx.chain.depth >= MAXIMUM_DEPTH:
        raise ChainTooDeep
    return StartReason(trigger, started_by, chain=ctx.chain.next(), led_to=True, retry_of=retry_of, may_wait=False)


def require_unpaused(workflow: Item) -> None:
    """Raise Conflict when a workflow is paused: nothing of it begins then."""
    if PAUSED_AT in workflow:
        raise Conflict(details={"reason": REASON_PAUSED, "paused_at": workflow[PAUSED_AT]})


def start(
    workflow_id: str,
    run_input: dict[str, Any],
    reason: StartReason,
    ctx: Context,
    fingerprint: str | None = None,
    place: Place | None = None,
) -> Item:
    """Begin a run and return its instance. With an Idempotency-Key, asking again returns the same instance.

    `fingerprint` is that of a client's request (store/effect_marker.py); runs that start by themselves have none.
    `place` is where the instance is written, if it was told to somebody already.

    Raises WorkflowAlreadyRunning by the workflow's concurrency, Conflict when it is not active or is paused,
    Unprocessable when the input does not fit, ChainLimitReached when its root cause may start no more,
    IdempotencyMismatch when the key was used for a request with another fingerprint.
    """
    workflow = load_workflow(ctx.store, workflow_id)
    if workflow["status"] != "active":
        raise Conflict(details={"reason": "workflow_" + workflow["status"]})
    key = EffectKey(OPERATION, ctx.idempotency_key, fingerprint)
    if started_sk := effect_target(ctx.store, key):
        return ensure_started(ctx.store, existing(ctx.store.get(INSTANCE, started_sk)), may_run=True)
    require_unpaused(workflow)
    inputs.require_fit(ctx.store, workflow, run_input, str(reason.trigger.get("type")))
    instance = _instance(workflow, run_input, reason, ctx, place)
    if (rule := gates.rule_of(workflow)) is not None:
        name = gates.gate_name(rule, run_input, reason.trigger)
        return _start_through_gate(ctx.store, key, {**instance, "gate": name}, rule, reason, place)
    lock = lock_name(workflow, run_input)
    if lock and not free_lock(ctx.store, lock):
        raise WorkflowAlreadyRunning(details=_holder_details(ctx.store, ctx.store.get(WORKFLOW_LOCK, lock)))
    counter = [counted(ctx.store, instance["root"], "runs")] if reason.led_to else []
    return _write_and_start(ctx.store, key, instance, lock, counter, reason, place)


def _instance(
    workflow: Item, run_input: dict[str, Any], reason: StartReason, ctx: Context, place: Place | None
) -> dict[str, Any]:
    now = clock.now()
    random = place.random if place else new_instance_random()
    chain = chain_of_run({**reason.chain._asdict(), "random": random})
    return {
        "random": random,
        "version": 1,
        "number": 1,
        "workflow_id": workflow["SK"],
        "workflow_name": workflow["name"],
        "workflow_version": workflow["version"],
        "status": RUNNING,
        "current_step": 1,
        "total_steps": workflow["steps_count"],
        **payloads.keep(ctx.tenant, "input", run_input),
        **payloads.keep(ctx.tenant, "trigger", reason.trigger),
        "trigger_type": reason.trigger.get("type", "api"),
        **chain._asdict(),
        **chain_mark(chain),
        "started_by": reason.started_by,
        "started_at": clock.timestamp(now),
        "started_at_exact": clock.stamp(now),
        **clock.really_at(),
        "updated_at": clock.timestamp(now),
        **({"request": request} if (request := correlation.current()) else {}),
        **({"parent": reason.parent} if reason.parent else {}),
        **({"retry_of": reason.retry_of} if reason.retry_of else {}),
    }


def _write_and_start(
    store: TenantStore,
    key: EffectKey,
    instance: dict[str, Any],
    lock: str | None,
    counter: list[UpdateWrite],
    reason: StartReason,
    place: Place | None,
) -> Item:
    sk = place.sk if place else sequence_sk(store.lease_sequence(INSTANCE))
    attributes = {**instance, **sweep_marks.mark(sk), **({"lock": lock} if lock else {})}
    writes: list[Write] = [*counter, *child_writes(store, sk, instance)]
    if lock:
        writes.append(lock_write(store, lock, Run(store.tenant, sk, 1).holder))
    try:
        written_sk, item = _written(store, key, sk, attributes, writes, reason)
    except TransactionFailed as failure:
        if counter and 1 in failure.items:
            raise ChainLimitReached from failure
        holder = next((item for item in failure.items.values() if item and "run" in item), None)
        raise WorkflowAlreadyRunning(details=_holder_details(store, holder)) from failure
    if written_sk != sk:
        return ensure_started(store, existing(store.get(INSTANCE, written_sk)), may_run=True)
    return ensure_started(store, item)


def _written(
    store: TenantStore,
    key: EffectKey,
    sk: str,
    attributes: dict[str, Any],
    writes: Sequence[Write],
    reason: StartReason,
) -> tuple[str, Item]:
    """Write an instance, with a place under the ceiling or waiting for one; what was made, and the instance.

    `writes` are carried out with it, from position 1 on. One that waits at its gate, or is a step of another run, needs
    no place. Raises RunLimitReached, WorkflowQueueFull, and TransactionFailed for the conditions of `writes`.
    """
    for _ in range(GATE_TRIES):
        needs_place = "queued" not in attributes and "parent" not in attributes
        put = store.put_write(
            INSTANCE, sk, {**attributes, **({ceiling.PLACE: True} if needs_place else {})}, condition=absent()
        )
        entering = [ceiling.enter(store)] if needs_place else []
        try:
            return write_once(store, key, sk, [put, *writes, *entering]), put.item
        except TransactionFailed as failure:
            if not needs_place or list(failure.items) != [len(writes) + 1]:
                raise
        current = ceiling.read(store)
        if not reason.may_wait:
            raise ceiling.RunLimitReached(current.limit, current.active)
        if current.queued >= ceiling.MAXIMUM_HELD:
            raise gates.WorkflowQueueFull(ceiling.MAXIMUM_HELD)
        about, holding = current.hold(sk)
        held = {name: value for name, value in attributes.items() if name not in sweep_marks.MARK}
        put = store.put_write(INSTANCE, sk, {**held, **about}, condition=absent())
        try:
            return write_once(store, key, sk, [put, *writes, *holding]), put.item
        except TransactionFailed as failure:
            if any(position <= len(writes) for position in failure.items):
                raise
    raise TableBusy("the ceiling of an organisation kept changing")


def _start_through_gate(
    store: TenantStore, key: EffectKey, instance: dict[str, Any], rule: Rule, reason: StartReason, place: Place | None
) -> Item:
    """Have a run enter its gate, or wait, or take the place of another one, as the workflow's rule says."""
    sk = place.sk if place else sequence_sk(store.lease_sequence(INSTANCE))
    counter = [counted(store, instance["root"], "runs")] if reason.led_to else []
    state: dict[str, Any]
    for _ in range(GATE_TRIES):
        gate = gates.read(store, instance["workflow_id"], instance["gate"], rule.limit)
        if gate.has_room:
            passing, state = gate.enter(sk), sweep_marks.mark(sk)
        elif rule.on_busy == "queue":
            if gate.queued >= rule.max_queued:
                raise gates.WorkflowQueueFull(rule.max_queued)
            passing, state = gate.queue(sk), {"status": PENDING, "current_step": 0, "queued": gate.next}
        else:
            _make_room(gate, rule)
            continue
        writes = [*counter, *child_writes(store, sk, instance), *passing]
        try:
            written_sk, item = _written(store, key, sk, {**instance, **state}, writes, reason)
        except TransactionFailed as failure:
            if counter and 1 in failure.items:
                raise ChainLimitReached from failure
            continue  # others came or went meanwhile
        if written_sk != sk:
            return ensure_started(store, existing(store.get(INSTANCE, written_sk)), may_run=True)
        return ensure_started(store, item)
    raise TableBusy("a gate kept changing")


def _make_room(gate: Gate, rule: Rule) -> None:
    """End the run that entered first, where the rule says so; the sweeper stops its execution and its children.

    Raises WorkflowAlreadyRunning where the rule does not say so.
    """
    entry = gate.oldest()
    holder = gate.store.get(INSTANCE, entry["instance"]) if entry else None
    if rule.on_busy != "replace":
        details = {"instance_id": instance_id(gate.store, holder)} if holder else {}
        raise WorkflowAlreadyRunning(details=details)
    if holder is not None:
        write_end(gate.store, holder, CANCELLED, error=REPLACED.describe())


def _holder_details(store: TenantStore, lock: Item | None) -> dict[str, str]:
    holder = holder_of(store, lock["run"]) if lock else None
    return {"instance_id": instance_id(store, holder)} if holder else {}


def child_writes(store: TenantStore, sk: str, instance: Mapping[str, Any]) -> list[Write]:
    """The write by which a run that waits for this one knows it, until this one has ended."""
    parent = instance.get("parent")
    return [store.put_write(RUN_CHILD, sk, {}, parent["instance"])] if parent else []


def ensure_started(store: TenantStore, instance: Item, *, may_run: bool = False) -> Item:
    """Start the execution of a run that has none, or may have one.

    When Step Functions is busy the sweeper will do it, and a run that is known to have none is pending until then. One
    that was pending is looked at like all others from its start on.
    """
    if instance["status"] not in ACTIVE or not sweep_marks.is_marked(instance):
        return instance
    run, was_pending = Run.of_item(store, instance), sweep_marks.is_pending(instance)
    try:
        machine.start(run.execution, {"run": run.to_state(), "frame": str(Frame())})
    except machine.MachineBusy:
        if may_run or was_pending:
            return instance
        pending = {"status": PENDING, "current_step": 0, **sweep_marks.pending_mark(store, instance["SK"])}
        return _marked(store, instance, Update(set=pending), RUNNING, PENDING)
    return _marked(store, instance, sweep_marks.look_later(instance), *ACTIVE) if was_pending else instance


def _marked(store: TenantStore, instance: Item, change: Update, *among: str) -> Item:
    try:
        return revise(store, instance, change, among=among)
    except Superseded as superseded:
        return superseded.item or instance


def fail_at_once(
    workflow: Item,
    run_input: dict[str, Any],
    reason: StartReason,
    failure: Failure,
    ctx: Context,
    place: Place | None = None,
) -> Item:
    """Write an instance that failed before its first step, so that lists and reads show it."""
    now = clock.now()
    attributes = {
        **_instance(workflow, run_input, reason, ctx, place),
        "status": FAILED,
        "current_step": 0,
        "ended_at": clock.timestamp(now),
        "ended_day": plans.remembered(ctx.store).day_of(now).isoformat(),
        "duration_ms": 0,
        "error": payloads.to_text(failure.describe()),
    }
    sk = place.sk if place else sequence_sk(ctx.store.lease_sequence(INSTANCE))
    return put_once(ctx.store, EffectKey(OPERATION, ctx.idempotency_key), INSTANCE, sk, attributes)
