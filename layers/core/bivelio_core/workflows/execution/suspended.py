"""Steps that wait by task token: an approval for a person, run_workflow for another run, wait_for_event for an event.

The step's record is authoritative; waking the run only makes it read the record. So the order in which the token is
stored, the decision is made and the time expires does not matter, nor which process dies in between: both sides write
first, then read the whole item, then wake the run.
"""

import math

from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError
from bivelio_core.store import tenant_clock
from bivelio_core.store.chains import MAXIMUM_DEPTH
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Update, equals
from bivelio_core.workflows.definitions.program import WAIT_FOR_EVENT, Node

from . import decisions, event_waits, failure_texts, machine, pausing, payloads, sandbox_waits
from .failure_texts import fill
from .finish import write_end
from .results import COMPLETED, FAILED, Failure, Result
from .retry import retry_run
from .run_view import MachineState, RunOver, RunView, open_view
from .runs import ACTIVE, CANCELLED, FINAL, WAITING, chain_of_run, instance_id
from .start import StartReason, start

LOST = Failure("INTERNAL_ERROR", failure_texts.STEP_INTERRUPTED, retryable=True)
RETRIED_BY = "again"
"""Where the record of a run_workflow step has the run of the parent that last started or retried the child."""

EXPIRED = {"fail": None, "reject": False, "approve": True}


def suspend(table: Table, state: MachineState, token: str) -> None:
    """Keep the token of a suspended step, begin what it waits for, and wake it at once if that has come already."""
    try:
        view = open_view(table, state)
    except RunOver:
        machine.wake(token)
        return
    if pausing.held(state) is not None:
        pausing.keep_token(view, token)
        return
    if (waits := sandbox_waits.held(state)) is not None:
        sandbox_waits.keep_token(view, waits, token)
        return
    node = view.program.nodes[state["action"]["step"]]
    try:
        record = view.store.update(
            STEP, view.key(node), Update(set={"token": token}), view.run.sk, condition=equals("status", WAITING)
        )
    except ConditionFailed:
        machine.wake(token)
        return
    if node.type == "run_workflow":
        record = _run_child(view, node, record)
    elif node.type == WAIT_FOR_EVENT:
        record = event_waits.look_back(view, node, record)
    with tenant_clock.followed(view.store):
        if _has_come(view, record):
            machine.wake(token)


def seconds_left(record: Item | None) -> int:
    """How long a suspended step has to wait on, whose real time is over, by a sandbox's clock that was stopped."""
    if not clock.is_moved() or record is None or "expires_at" not in record or "decision" in record:
        return 0
    return max(0, math.ceil((clock.parse(record["expires_at"]) - clock.now()).total_seconds()))


def conclude(view: RunView, node: Node, record: Item | None, *, is_timeout: bool) -> Result:
    """The result of a suspended step after its wait: decided, ended, timed out, or lost by an error of ours."""
    if record is None or not (is_timeout or _has_come(view, record)):
        return Result(FAILED, None, LOST.describe())
    if node.type == WAIT_FOR_EVENT:
        return event_waits.result(view, node, record)
    return _child_result(view, record) if node.type == "run_workflow" else _decided(view, node, record)


def _has_come(view: RunView, record: Item) -> bool:
    """Whether the wait of the step is over."""
    return "decision" in record or "refused" in record or is_out_of_time(record) or _child_has_ended(view, record)


def is_out_of_time(record: Item) -> bool:
    """Whether a sandbox's clock was moved past the end of a step's wait, before its real end."""
    return clock.is_moved() and "expires_at" in record and clock.parse(record["expires_at"]) <= clock.now()


def _decided(view: RunView, node: Node, record: Item) -> Result:
    if "decision" not in record:
        record = _expire(view, node)
    decision = decisions.output(record)
    if decision["approved"] is None:
        return Result(FAILED, decision, Failure("APPROVAL_EXPIRED", failure_texts.APPROVAL_EXPIRED).describe())
    return Result(COMPLETED, decision)


def _expire(view: RunView, node: Node) -> Item:
    """Record that the time is up, unless a decision was recorded first."""
    request = payloads.read(view.read(node).record or {}, "given", {})
    approved = EXPIRED.get(request.get("on_expiry"))
    nobody = {"comment": None, "decided_by": None}
    decision = {"approved": approved, "expired": True, **nobody, "decided_at": clock.timestamp()}
    try:
        return decisions.expire(view.store, view.run.sk, view.key(node), decision)
    except ConditionFailed as failure:
        if failure.item is None:
            raise
        return failure.item


def _run_child(view: RunView, node: Node, record: Item) -> Item:
    """Start the other workflow, once, or continue its failed run; a refusal is written into the record."""
    if "refused" in record:
        return record
    child = _child(view, record)
    try:
        if child is None or child["status"] == CANCELLED:
            change = {"child": _start_child(view, node, record)["SK"], RETRIED_BY: view.run.number}
        elif child["status"] == FAILED and view.run.number > record.get(RETRIED_BY, 1):
            retry_run(view.store, child)
            change = {RETRIED_BY: view.run.number}
        else:
            return record
    except ApiError as error:
        change = {"refused": payloads.to_text(Failure.of(error).describe())}
    except Failure as failure:
        change = {"refused": payloads.to_text(failure.describe())}
    record = view.store.update(STEP, view.key(node), Update(set=change), view.run.sk)
    _follow_if_cancelled(view, record)
    return record


def _follow_if_cancelled(view: RunView, record: Item) -> None:
    """Cancel the child of a run that was cancelled while starting it; the sweeper stops the child's execution."""
    child = _child(view, record)
    parent = view.store.get(INSTANCE, view.run.sk)
    if child is not None and child["status"] in ACTIVE and (parent or {}).get("status") == CANCELLED:
        write_end(view.store, child, CANCELLED)


def _start_child(view: RunView, node: Node, record: Item) -> Item:
    instance, key = view.instance, view.key(node)
    if instance["depth"] >= MAXIMUM_DEPTH:
        raise Failure("LOOP_DETECTED", fill(failure_texts.CALL_LOOP, depth=MAXIMUM_DEPTH))
    request, name = payloads.read(record, "given", {}), instance_id(view.store, instance)
    reason = StartReason(
        trigger={"type": "workflow", "instance_id": name},
        chain=chain_of_run(instance).next(),
        led_to=True,
        started_by=f"workflow:{instance['workflow_id']}",
        parent={"instance": view.run.sk, "step": key},
    )
    retry_suffix = f":{view.run.number}" if view.run.number > 1 else ""
    ctx = Context(
        tenant=view.run.tenant,
        actor=Actor("workflow", instance["workflow_id"]),
        scopes=frozenset({"write"}),
        request_id=name,
        language="ca",
        store=view.store,
        idempotency_key=LastingKey(f"{name}:{key.replace('#', ':')}{retry_suffix}"),
    )
    return start(str(request.get("workflow_id")), request.get("input") or {}, reason, ctx)


def _child(view: RunView, record: Item) -> Item | None:
    return view.store.get(INSTANCE, record["child"]) if "child" in record else None


def _child_has_ended(view: RunView, record: Item) -> bool:
    child = _child(view, record)
    return child is not None and child["status"] in FINAL


def _child_result(view: RunView, record: Item) -> Result:
    if "refused" in record:
        return Result(FAILED, None, payloads.read(record, "refused"))
    child = _child(view, record)
    if child is None or child["status"] not in FINAL:
        return Result(FAILED, None, Failure("TIMEOUT", failure_texts.CHILD_TIMEOUT).describe())
    output = {"instance_id": instance_id(view.store, child), "output": payloads.read(child, "output")}
    if child["status"] == COMPLETED:
        return Result(COMPLETED, output)
    text = failure_texts.CHILD_CANCELLED if child["status"] == CANCELLED else failure_texts.CHILD_FAILED
    details = {"instance_id": output["instance_id"], "error": payloads.read(child, "error")}
    return Result(FAILED, output, Failure("WORKFLOW_FAILED", text, details=details).describe())
