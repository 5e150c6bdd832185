"""How a run ends: once, giving back its lock, and waking the run that waits for it."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Update, all_of, equals
from bivelio_core.store.keys import INSTANCE, STEP, WORKFLOW_LOCK
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore

from . import machine, payloads
from .cause import cause_of
from .interpreter import FAILED, Failure
from .runs import CANCELLED, Run, is_active

INTERRUPTED = Failure(
    "INTERNAL_ERROR", "The run was interrupted by an error of ours and can be retried.", retryable=True
)


def finish(
    store: TenantStore,
    instance: Item,
    status: str,
    *,
    output: Any = None,
    error: dict[str, Any] | None = None,
    step: str | None = None,
) -> bool:
    """End the latest run of an instance, in one transaction with the release of its lock; False if it had ended.

    Whoever comes second changes nothing, but still wakes the parent: the first may have died before it did.
    """
    try:
        kept = payloads.keep(store.tenant, "output", output) if output is not None else {}
    except Failure as failure:
        status, error, kept = FAILED, failure.describe(), {}
    now = clock.now()
    started = clock.parse(instance["started_at_exact"])
    update = Update(
        set={
            "status": status,
            "ended_at": clock.timestamp(now),
            "updated_at": clock.timestamp(now),
            "duration_ms": max(0, (now - started) // timedelta(milliseconds=1)),
            "cause": cause_of(instance),
            **kept,
            **({"error": payloads.to_text(error)} if error else {}),
            **({"failed_step": step} if step else {}),
        },
        remove=("GSI1PK", "GSI1SK"),
    )
    has_ended = _write(store, instance, update)
    if status != CANCELLED:
        wake_parent(store, instance)
    return has_ended


def _write(store: TenantStore, instance: Item, update: Update) -> bool:
    sk = instance["SK"]
    condition = all_of(equals("number", instance["number"]), is_active())
    if lock := instance.get("lock"):
        holder = Run.of_item(store, instance).holder
        try:
            store.transact(
                [
                    store.change_write(INSTANCE, sk, update, condition=condition),
                    store.delete_write(WORKFLOW_LOCK, lock, condition=equals("run", holder)),
                ]
            )
        except TransactionFailed as failure:
            if 0 in failure.items:
                return False
        else:
            return True  # else the lock is no longer this run's: it was taken over, and stays with its new holder
    try:
        store.update(INSTANCE, sk, update, condition=condition)
    except ConditionFailed:
        return False
    return True


def wake_parent(store: TenantStore, instance: Item) -> None:
    """Let the run go on that runs this one as a step."""
    parent = instance.get("parent")
    if parent and (record := store.get(STEP, parent["step"], parent["instance"])) and record.get("token"):
        machine.wake(record["token"])


def interrupt(store: TenantStore, instance: Item) -> bool:
    """End a run whose execution is gone: it fails, can be retried, and holds no lock."""
    return finish(store, instance, FAILED, error=INTERRUPTED.describe(), step=instance.get("current"))
