"""Pause a run: each of its executions parks at its next task, by a task token, until the run is resumed.

The instance's status says whether the run is paused; waking an execution only makes it read that again. So pausing
costs no call to Step Functions, and it does not matter in which order a token is stored and the run is resumed: both
sides write first, then read, then wake. The state of an execution holds the task that it was about to run, and the
execution continues with it.
"""

from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, equals
from bivelio_core.workflows.definitions.limits import MAXIMUM_WAIT_SECONDS

from . import machine, sweep_marks
from .frames import is_in_function
from .run_view import MachineState, RunView
from .runs import PAUSE, PAUSED, RUNNING, WAITING, revise

PARKED = "-parked#"
"""How the keys of the tokens begin, beside the records of the run's steps: no step's id begins so."""

RESUMED = "resumed"
"""The attribute of an instance whose executions may not all have been woken."""

AFTER_WAITS = ("wait", "suspend", "map")
"""The actions behind which Plan continues; all others are tasks of their own."""


def pause(store: TenantStore, instance: Item, *also: Write) -> Item:
    """Pause an active run; returns the instance. Raises runs.Superseded when it is inactive or has just ended."""
    now = clock.timestamp()
    change = Update(
        set={"status": PAUSED, "paused_from": instance["status"], "paused_at": now, "updated_at": now},
        remove=(RESUMED,),
    )
    return revise(store, instance, change, *also, among=(RUNNING, WAITING))


def resume(store: TenantStore, instance: Item, *also: Write) -> Item:
    """Resume a paused run where it was; returns the instance. Raises runs.Superseded when it is not paused."""
    change = Update(
        set={
            "status": instance["paused_from"],
            "updated_at": clock.timestamp(),
            RESUMED: True,
            **sweep_marks.mark(instance["SK"]),
        },
        remove=PAUSE,
    )
    resumed = revise(store, instance, change, *also, among=(PAUSED,))
    wake_parked(store, resumed)
    return resumed


def wake_parked(store: TenantStore, instance: Item) -> None:
    """Wake the parked executions of a run. It can be repeated."""
    for entry in store.query(STEP, instance["SK"], prefix=PARKED, consistent=True):
        machine.wake(entry["token"])
        _forget(store, instance["SK"], entry["SK"], entry["token"])


def parked(state: MachineState) -> MachineState:
    """Return the state in which an execution of a paused run waits, with the task that it was about to run."""
    rest = held(state)
    if rest is None:
        rest = {name: state[name] for name in ("action", "error") if name in state}
    action = {"kind": "suspend", "timeout_seconds": MAXIMUM_WAIT_SECONDS, "parked": rest}
    return {**{name: state[name] for name in ("run", "frame")}, "action": action}


def held(state: MachineState) -> dict[str, Any] | None:
    """Return a parked execution's interrupted task, its state's `action` and `error`; None when not parked."""
    rest: dict[str, Any] | None = (state.get("action") or {}).get("parked")
    return rest


def is_for_a_task(rest: dict[str, Any]) -> bool:
    """Whether a parked execution was about to run a task of its own, other than Plan, or frames inside a function."""
    action = rest.get("action")
    if action is None or "error" in rest:
        return False
    return is_in_function(action) or action["kind"] not in AFTER_WAITS


def keep_token(view: RunView, token: str) -> None:
    """Store the token of a parked execution, and wake it at once when the run has been resumed or has ended."""
    name = f"{PARKED}{view.frame}"
    view.store.put(STEP, name, {"token": token, "number": view.run.number}, view.run.sk)
    now = view.store.get(INSTANCE, view.run.sk)
    if now is None or now["status"] != PAUSED or now["number"] != view.run.number:
        machine.wake(token)
        _forget(view.store, view.run.sk, name, token)


def _forget(store: TenantStore, instance_sk: str, name: str, token: str) -> None:
    try:
        store.delete(STEP, name, instance_sk, condition=equals("token", token))
    except ConditionFailed:
        return  # it has been woken, or has parked again with another token
