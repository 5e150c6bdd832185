"""Locks that keep runs of a workflow from running at the same time: items that instances acquire and release.

A lock is an item of its own, not an attribute of the workflow: it serves `by_input` as well as `single`, and changes of
the definition do not touch it. It is acquired in the transaction that writes the instance, and released in the one that
ends it. A lock names its instance, so a lock whose instance is not running belongs to a lost execution.
"""

import hashlib
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW_LOCK
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put, absent, any_of, equals
from bivelio_core.tenancy import parse_partition

from . import machine, payloads
from .finish import interrupt
from .runs import ACTIVE, Run

SUSPICIOUS_AFTER = timedelta(minutes=2)
"""How long a lock is trusted without asking Step Functions whether its holder's execution still runs."""

SANDBOX_LOCK_LIFETIME = timedelta(days=3)


class WorkflowAlreadyRunning(ApiError):
    """A single-instance workflow already has an active run."""

    code, status, retryable = "WORKFLOW_ALREADY_RUNNING", 409, True


def lock_name(workflow: Item, run_input: dict[str, Any]) -> str | None:
    """Return the name of the lock that keeps runs of a workflow apart; None when they may run at the same time."""
    match workflow["concurrency"]:
        case "single":
            return str(workflow["SK"])
        case "by_input":
            digest = hashlib.sha256(payloads.to_text(_sorted(run_input)).encode()).hexdigest()
            return f"{workflow['SK']}#{digest}"
        case _:
            return None  # any number, or a gate (gates.py)


def _sorted(value: Any) -> Any:
    match value:
        case dict():
            return {name: _sorted(value[name]) for name in sorted(value)}
        case list():
            return [_sorted(part) for part in value]
        case _:
            return value


def lock_write(store: TenantStore, lock: str, holder: str) -> Put:
    """The write that acquires a lock, on condition that it is free."""
    lifetime = {"ttl": clock.ttl(SANDBOX_LOCK_LIFETIME)} if store.tenant.is_sandbox else {}
    about = {"run": holder, "since": clock.real_stamp(), **lifetime}
    return store.put_write(WORKFLOW_LOCK, lock, about, condition=absent())


def free_lock(store: TenantStore, lock: str) -> bool:
    """Tell whether a lock is free, after releasing it if its run ended without doing so.

    A run holds no lock once it or its execution has ended. Only about old locks is Step Functions asked.
    """
    item = store.get(WORKFLOW_LOCK, lock)
    if item is None:
        return True
    holder = holder_of(store, item["run"])
    if holder is not None and holder["status"] in ACTIVE:
        if clock.real_now() - clock.parse(item["since"]) < SUSPICIOUS_AFTER:
            return False
        owner = _store_of(store, item["run"])
        if machine.status(Run.of_item(owner, holder).execution) != machine.ENDED:
            return False  # it runs, or the sweeper has yet to start it
        interrupt(owner, holder)
    try:
        store.delete(WORKFLOW_LOCK, lock, condition=any_of(absent(), equals("run", item["run"])))
    except ConditionFailed:
        return False
    return True


def _store_of(store: TenantStore, holder: str) -> TenantStore:
    """The store of the partition a lock's holder is in: a run may have begun on another sandbox day."""
    partition = parse_partition(holder.rpartition("|")[0])
    if partition is None or partition.tenant.configuration != store.tenant.configuration:
        raise LookupError(holder)
    return TenantStore(store.table, partition.tenant)


def holder_of(store: TenantStore, holder: str) -> Item | None:
    """The instance that a lock names."""
    pk, _, sk = holder.rpartition("|")
    return store.table.get(Key(pk, sk))
