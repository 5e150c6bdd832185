"""How a run ends: once, giving back its lock, and waking the run that waits for it."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.cause import cause_of
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Update, equals
from bivelio_core.store.keys import STEP, WORKFLOW_LOCK
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore

from . import machine, payloads
from .interpreter import FAILED, Failure
from .runs import CANCELLED, Run, Superseded, revise

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
    try:
        if lock := instance.get("lock"):
            mine = equals("run", Run.of_item(store, instance).holder)
            try:
                revise(store, instance, update, store.delete_write(WORKFLOW_LOCK, lock, condition=mine))
            except TransactionFailed:
                revise(store, instance, update)  # the lock was taken over, and stays with its new holder
        else:
            revise(store, instance, update)
    except Superseded:
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
