"""Waits in the sandbox, which end early when its clock is moved (docs/sandbox-clock.md).

Step Functions cannot end a Wait state before its time. In the sandbox an execution therefore waits for a task token,
whose timeout is the real wait: the state has the wait in it (`waits`), and a record beside the steps has the token.
Both sides write first, then read: the execution its token, then the clock; whoever moves the clock the clock, then the
tokens. Being woken only makes the execution look at the clock. In live, and for a few seconds by a clock that nobody
has moved, a wait is a Wait state.
"""

import math
from collections.abc import Iterable
from typing import Any

from bivelio_core import clock
from bivelio_core.store import tenant_clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import equals
from bivelio_core.workflows.definitions.limits import MAXIMUM_WAIT_SECONDS

from . import machine
from .run_view import MachineState, RunView
from .runs import ACTIVE

PREFIX = "-waits#"
"""How the keys of the tokens begin, beside the records of the run's steps: no step's id begins so."""

SHORT_SECONDS = 10
"""A wait that ends by itself so soon is a Wait state, unless the clock was moved."""

Action = dict[str, Any]


def suspended(state: MachineState) -> MachineState:
    """The state to pass on: with a token in place of a Wait, where the sandbox's clock may end it."""
    action = state["action"]
    if action["kind"] != "wait" or state["run"]["environment"] != "sandbox":
        return state
    seconds = _seconds_until(action)
    return state if seconds <= SHORT_SECONDS and not clock.is_moved() else _with_token(state, action, seconds)


def held(state: MachineState) -> Action | None:
    """The wait that a state with a token has in it; None for any other state."""
    action: Action | None = (state.get("action") or {}).get("waits")
    return action


def next_wait(state: MachineState, action: Action) -> MachineState:
    """The state that waits on, by a token."""
    return _with_token(state, action, _seconds_until(action))


def released(state: MachineState) -> MachineState:
    """The state after a wait by a token, as after a Wait state, if it is over; any other state as it is."""
    action = held(state)
    return state if action is None or not is_over(action) else {**_of_frame(state), "action": action}


def is_over(action: Action) -> bool:
    """Whether the clock has come to the end of a wait."""
    return bool(clock.parse(action["until"]) <= clock.now())


def keep_token(view: RunView, action: Action, token: str) -> None:
    """Store the token of a wait, and wake its execution at once when the clock has been moved past its end."""
    name = f"{PREFIX}{view.frame}"
    about = {"token": token, "until": action["until"], "number": view.run.number}
    view.store.put(STEP, name, about, view.run.sk)
    instance = view.store.get(INSTANCE, view.run.sk)
    with tenant_clock.followed(view.store):
        if is_over(action) or instance is None or instance["status"] not in ACTIVE:
            wake(view.store, view.run.sk, {"SK": name, **about})


def wake(store: TenantStore, instance_sk: str, entry: Item) -> None:
    """Wake the execution of a token. It can be repeated."""
    machine.wake(entry["token"])
    try:
        store.delete(STEP, entry["SK"], instance_sk, condition=equals("token", entry["token"]))
    except ConditionFailed:
        return  # it waits for something else, with another token


def entries(records: Iterable[Item], number: int) -> list[Item]:
    """The tokens among the records of a run, of its latest execution."""
    return [each for each in records if each["SK"].startswith(PREFIX) and each["number"] == number]


def _with_token(state: MachineState, action: Action, seconds: float) -> MachineState:
    longest = MAXIMUM_WAIT_SECONDS if clock.is_stopped() else max(1, min(math.ceil(seconds), MAXIMUM_WAIT_SECONDS))
    return {**_of_frame(state), "action": {"kind": "suspend", "timeout_seconds": longest, "waits": action}}


def _seconds_until(action: Action) -> float:
    return float((clock.parse(action["until"]) - clock.now()).total_seconds())


def _of_frame(state: MachineState) -> MachineState:
    return {name: state[name] for name in ("run", "frame")}
