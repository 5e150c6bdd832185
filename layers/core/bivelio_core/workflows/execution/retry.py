"""Retry a failed run: the same instance, from the step that failed, under a new execution."""

from bivelio_core import clock
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from . import ceiling, gates, payloads, sweep_marks
from .gates import Gate
from .locks import WorkflowAlreadyRunning, free_lock, lock_name, lock_write
from .results import FAILED
from .runs import RUNNING, Run, Superseded, revise
from .start import child_writes, ensure_started, require_unpaused
from .stored import load_workflow


def retry_run(store: TenantStore, item: Item) -> Item:
    """Continue a failed run. Raises Conflict when it has not failed or its workflow is paused.

    Raises WorkflowAlreadyRunning when it may not continue now.
    """
    if item["status"] != FAILED:
        raise Conflict(details={"reason": "not_failed", "status": item["status"]})
    workflow = load_workflow(store, item["workflow_id"])
    require_unpaused(workflow)
    gate = _gate_of(store, workflow, item)
    lock = None if gate else _lock_of(workflow, item)
    change = Update(
        set={
            "status": RUNNING,
            "updated_at": clock.timestamp(),
            "number": item["number"] + 1,
            **sweep_marks.mark(item["SK"]),
            **({"lock": lock} if lock else {}),
            **({"gate": gate.name} if gate else {}),
            **({} if "parent" in item else {ceiling.PLACE: True}),
        },
        remove=("ended_at", "ended_day", "duration_ms", "output", "output_ref", "error", "failure"),
    )
    writes = child_writes(store, item["SK"], item)
    if lock:
        free_lock(store, lock)
        writes.append(lock_write(store, lock, Run.of_item(store, item).holder))
    if gate:
        writes += gate.enter(item["SK"])
    if "parent" not in item:
        writes.append(ceiling.enter(store))
    try:
        return ensure_started(store, revise(store, item, change, *writes, among=(FAILED,)))
    except TransactionFailed as failure:
        if "parent" not in item and list(failure.items) == [len(writes)]:
            current = ceiling.read(store)
            raise ceiling.RunLimitReached(current.limit, current.active) from failure
        raise WorkflowAlreadyRunning from failure
    except Superseded as superseded:
        raise Conflict(details={"reason": "not_failed"}) from superseded


def _gate_of(store: TenantStore, workflow: Item, item: Item) -> Gate | None:
    """Return the gate that the run enters again, without waiting for room."""
    if (rule := gates.rule_of(workflow)) is None:
        return None
    run_input, trigger = payloads.read(item, "input", {}), payloads.read(item, "trigger", {})
    name = item.get("gate") or gates.gate_name(rule, run_input, trigger)
    return gates.read(store, item["workflow_id"], name, rule.limit)


def _lock_of(workflow: Item, item: Item) -> str | None:
    """The lock that the run needs to continue.

    A run that failed before its first step never held a lock. A workflow may also have begun to exclude runs after this
    run began.
    """
    return item.get("lock") or lock_name(workflow, payloads.read(item, "input", {}))
