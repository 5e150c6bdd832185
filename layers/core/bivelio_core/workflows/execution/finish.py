"""End a run once, release its lock, and carry out the consequences for its parent and its children."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.store.chains import chain_mark
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, RUN_CHILD, STEP, WORKFLOW_LOCK
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, equals
from bivelio_core.workflows.definitions.program import Frame

from . import ceiling, event_waits, failure_texts, gates, machine, pausing, payloads, sweep_marks
from .results import FAILED, Failure
from .runs import ACTIVE, CANCELLED, FINAL, PAUSE, PENDING, Run, Superseded, chain_of_run, revise

INTERRUPTED = Failure("INTERNAL_ERROR", failure_texts.RUN_INTERRUPTED, retryable=True)
CHILDREN_AT_ONCE, RELEASE_TRIES = 100, 5


def finish(
    store: TenantStore,
    instance: Item,
    status: str,
    *,
    output: Any = None,
    error: dict[str, Any] | None = None,
    step: str | None = None,
    also: Sequence[Write] = (),
) -> None:
    """End the latest run of an instance and carry out the consequences. A second call changes nothing."""
    if (ended := write_end(store, instance, status, output=output, error=error, step=step, also=also)) is not None:
        complete_followups(store, ended)


def write_end(
    store: TenantStore,
    instance: Item,
    status: str,
    *,
    output: Any = None,
    error: dict[str, Any] | None = None,
    step: str | None = None,
    also: Sequence[Write] = (),
) -> Item | None:
    """Write the end, in one transaction with the release of the lock and the writes in `also`.

    Returns the ended instance, whichever call ended it; None when another execution runs it now.
    """
    try:
        result = payloads.keep(store.tenant, "output", output) if output is not None else {}
    except Failure as failure:
        status, error, result = FAILED, failure.describe(), {}
    now = clock.now()
    started = clock.parse(instance["started_at_exact"])
    entails_more = status == CANCELLED or "parent" in instance or "gate" in instance
    update = Update(
        set={
            "status": status,
            "ended_at": clock.timestamp(now),
            "ended_day": plans.remembered(store).day_of(now).isoformat(),
            "updated_at": clock.timestamp(now),
            "duration_ms": max(0, (now - started) // timedelta(milliseconds=1)),
            **chain_mark(chain_of_run(instance)),
            **result,
            **({"error": payloads.to_text(error)} if error else {}),
            **({"failed_step": step} if step else {}),
            **(sweep_marks.mark(instance["SK"]) if entails_more else {}),
        },
        remove=PAUSE if entails_more else (*PAUSE, *sweep_marks.MARK),
    )
    try:
        return _write(store, instance, update, also)
    except Superseded as superseded:
        now_is = superseded.item
        return now_is if now_is and now_is["status"] in FINAL and now_is["number"] == instance["number"] else None


def _write(store: TenantStore, instance: Item, update: Update, also: Sequence[Write]) -> Item:
    entailing = update._replace(set={**update.set, **sweep_marks.mark(instance["SK"])}, remove=PAUSE)
    for _ in range(RELEASE_TRIES):
        releases, leaving = _releases(store, instance), ceiling.leave(store, instance, others_wait=update is entailing)
        try:
            return revise(store, instance, update, *releases, *leaving, *also)
        except TransactionFailed as failure:
            now = store.get(INSTANCE, instance["SK"]) or instance
            if any(now.get(name) != instance.get(name) for name in ceiling.WAITS):
                instance = now  # it was let in from a queue meanwhile
            elif list(failure.items) == [1 + len(releases)] and update is not entailing:
                update = entailing  # others wait for its place
            else:
                break
    leaving = ceiling.leave(store, instance, others_wait=True)
    return revise(store, instance, entailing, *leaving, *also)  # the lock was taken over, and stays with its new holder


def _releases(store: TenantStore, instance: Item) -> list[Write]:
    """The writes by which a run releases its lock, or leaves its gate."""
    if (lock := instance.get("lock")) is None:
        return gates.leave_writes(store, instance)
    mine = equals("run", Run.of_item(store, instance).holder)
    return [store.delete_write(WORKFLOW_LOCK, lock, condition=mine)]


def complete_followups(store: TenantStore, instance: Item) -> None:
    """Carry out the consequences of a run's end: a cancelled run cancels its children, a child wakes its parent.

    It can be repeated; the sweeper's mark stays until everything is done.
    """
    if not sweep_marks.is_marked(instance):
        return
    if instance["status"] == CANCELLED:
        machine.stop(Run.of_item(store, instance).execution, "cancelled")
        pausing.wake_parked(store, instance)
        event_waits.withdraw_all(store, instance)
        if len(cancel_children(store, instance)) == CHILDREN_AT_ONCE:
            return  # there may be more: the sweeper continues
    if "gate" in instance:
        let_in_next(store, instance)
    if ceiling.PLACE in instance:
        let_in_held(store)
    if parent := instance.get("parent"):
        wake_parent(store, instance)
        store.delete(RUN_CHILD, instance["SK"], parent["instance"])
    try:
        revise(store, instance, Update(remove=sweep_marks.MARK), among=(instance["status"],))
    except Superseded:
        return  # it was retried meanwhile and has a new mark


def let_in_next(store: TenantStore, instance: Item) -> None:
    """Let the runs that wait at a run's gate enter, in order, while there is room."""
    while True:
        gate = gates.read(store, instance["workflow_id"], instance["gate"])
        entry = gates.next_in_queue(gate) if gate.active < gate.limit and gate.queued else None
        if entry is None:
            return
        waiting = store.get(INSTANCE, entry["instance"])
        if waiting is None:
            raise LookupError(entry["instance"])
        change, writes = gates.let_in(gate, entry, waiting)
        try:
            _enter_or_hold(store, waiting, change, writes)
        except (TransactionFailed, Superseded):
            continue  # somebody else let it in, or it was cancelled


def _enter_or_hold(store: TenantStore, waiting: Item, change: Update, writes: Sequence[Write]) -> None:
    """Let a run pass its gate: it begins, or waits for a place under the ceiling."""
    if "parent" in waiting:
        begin(store, revise(store, waiting, change, *writes, among=(PENDING,)))
        return
    placed = change._replace(set={**change.set, ceiling.PLACE: True})
    try:
        begin(store, revise(store, waiting, placed, *writes, ceiling.enter(store), among=(PENDING,)))
    except TransactionFailed as failure:
        if list(failure.items) != [len(writes) + 1]:
            raise
        about, holding = ceiling.read(store).hold(waiting["SK"])
        held = Update(set={**about, "updated_at": clock.timestamp()}, remove=("queued",))
        revise(store, waiting, held, *writes, *holding, among=(PENDING,))


def let_in_held(store: TenantStore) -> None:
    """Let the runs that wait for a place under the ceiling begin, in order, while there is room."""
    while True:
        current = ceiling.read(store)
        entry = current.first()
        if entry is None:
            return
        waiting = store.get(INSTANCE, entry["instance"])
        if waiting is None:
            raise LookupError(entry["instance"])
        change, writes = current.let_in(entry)
        try:
            begin(store, revise(store, waiting, change, *writes, among=(PENDING,)))
        except (TransactionFailed, Superseded):
            continue  # somebody else let it in, or it was cancelled


def begin(store: TenantStore, instance: Item) -> None:
    """Start the execution of a run that has just entered. If Step Functions is busy the sweeper starts it later."""
    run = Run.of_item(store, instance)
    try:
        machine.start(run.execution, {"run": run.to_state(), "frame": str(Frame())})
    except machine.MachineBusy:
        return


def cancel_children(store: TenantStore, instance: Item) -> Sequence[Item]:
    """Cancel the first hundred child runs that a run waits for, and their children; returns their entries."""
    waited_for = store.query(RUN_CHILD, instance["SK"], limit=CHILDREN_AT_ONCE, consistent=True)
    for entry in waited_for:
        child = store.get(INSTANCE, entry["SK"])
        if child is not None and child["status"] in ACTIVE:
            finish(store, child, CANCELLED)
        elif child is not None and sweep_marks.is_marked(child):
            complete_followups(store, child)
        else:
            store.delete(RUN_CHILD, entry["SK"], instance["SK"])
    return waited_for


def wake_parent(store: TenantStore, instance: Item) -> None:
    """Continue the parent run, which runs this one as a step."""
    parent = instance.get("parent")
    if parent and (record := store.get(STEP, parent["step"], parent["instance"])) and record.get("token"):
        machine.wake(record["token"])


def interrupt(store: TenantStore, instance: Item) -> None:
    """End a run whose execution no longer exists: it fails, can be retried, and holds no lock."""
    finish(store, instance, FAILED, error=INTERRUPTED.describe(), step=instance.get("current"))


def end_interrupted(store: TenantStore, run: Run) -> bool:
    """End a run whose execution has ended; False when the run had already ended or another execution runs it."""
    instance = store.get(INSTANCE, run.sk)
    if instance is None or instance["number"] != run.number or instance["status"] not in ACTIVE:
        return False
    interrupt(store, instance)
    return True
