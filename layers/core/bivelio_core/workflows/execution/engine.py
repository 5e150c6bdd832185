"""The common part of the state machine's tasks: continue a run and return the next state (perform.py: effects).

Every function takes the state machine's state and returns the next one: `{run, frame, action}`, only ids. It may be
killed at any line and called again with the same state: results are written once, and effects carry the key
`<instance>:<step>:<iteration>`.
"""

from collections.abc import Callable
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import FAILURE, WAIT_FOR_EVENT, Frame, Node, frame_key

from . import event_waits, failure_texts, nested_approvals, pace, pausing, payloads, sandbox_waits
from .finish import complete_followups, finish
from .frames import in_executions, is_in_function
from .interpreter import Decision, End, gather, next_action, resume
from .prepare import prepare
from .results import COMPLETED, FAILED, Failure, Result
from .retrying import try_later
from .run_status import keep_failure
from .run_view import MachineState, Measured, RunOver, RunView, open_view
from .runs import PAUSED, RUNNING, Run, frame_name
from .step_records import close_frame, settle
from .step_state import StepState
from .suspended import conclude, seconds_left

END = {"kind": "end"}
TIMEOUT = "States.Timeout"


def plan(table: Table, state: MachineState) -> tuple[MachineState, list[Measured]]:
    """Begin a frame, or continue it after a wait or after a task that Step Functions gave up."""
    return within(table, state, lambda view: planned(view, state))


def within(
    table: Table, state: MachineState, work: Callable[[RunView], MachineState]
) -> tuple[MachineState, list[Measured]]:
    """Do a task's part of a run; end this execution when the run has ended or another execution runs it."""
    try:
        view = open_view(table, state)
        if view.instance["status"] == PAUSED:
            return pausing.parked(state), []
        return work(view), view.measured
    except RunOver as over:
        instance = over.args[0] if over.args else None
        if instance is not None and instance["status"] in (COMPLETED, FAILED):
            complete_followups(TenantStore(table, Run.of_state(state["run"]).tenant), instance)
        return {**{name: state[name] for name in ("run", "frame")}, "action": END}, []


def planned(view: RunView, state: MachineState) -> MachineState:
    """Return the state after the end of an action's wait, or at the beginning of its frame."""
    state, is_next = _unwrapped(state)
    if is_next:
        return state
    action = state.get("action")
    if action is None or "turn" in action:
        return begin(view, action)
    node = view.program.nodes[action["step"]]
    step = view.read(node)
    record = step.record
    if step.result is not None:
        return _behind(view, node)
    if "error" in state and action["kind"] != "suspend":
        return _given_up(view, step, state)
    match action["kind"]:
        case "wait" if node.type != "wait" or (record is not None and record["status"] == RUNNING):
            return _begin_step(view, step) or after(view, node)  # it was waiting for its next try
        case "wait":
            result = Result(COMPLETED, {"until": action["until"]})
        case "suspend":
            is_timeout = state.get("error", {}).get("Error", TIMEOUT) == TIMEOUT
            if is_timeout and (seconds := seconds_left(record)):
                return view.to_state({**action, "timeout_seconds": seconds})
            result = conclude(view, node, record, is_timeout=is_timeout)
        case "map":
            result = gathered(view, node, record)
        case _:
            return after(view, node)
    settle(view, step, result, before=record)
    return _behind(view, node)


def _unwrapped(state: MachineState) -> tuple[MachineState, bool]:
    """What a parked or waiting execution was about; and whether that is the next state, and nothing is behind it."""
    if (rest := pausing.held(state)) is not None:
        state = {**{name: state[name] for name in ("run", "frame")}, **rest}
        if pausing.is_for_a_task(rest):
            return state, True
    if (waits := sandbox_waits.held(state)) is not None:
        return sandbox_waits.next_wait(state, waits), True
    return state, False


def _behind(view: RunView, node: Node) -> MachineState:
    """Continue after a step that has its result, whichever execution wrote it."""
    if nested_approvals.is_nested(view, node):
        nested_approvals.withdraw(view, node)
    if node.type == WAIT_FOR_EVENT:
        event_waits.withdraw(view, node)
    return after(view, node)


def begin(view: RunView, action: dict[str, Any] | None = None, *, has_turn: bool = False) -> MachineState:
    """Start a frame at its first step, or at the one that failed in an earlier run.

    An iteration of a loop with a rate waits for its turn, unless it has it; `action` is that of such a wait.
    """
    failed = None
    if view.frame.is_root:
        failed = view.instance.get("failed_step") if view.run.number > 1 else None
    elif record := view.lookup(frame_key(view.frame)):
        if record["status"] == COMPLETED or record["number"] == view.run.number:
            return view.to_state(END)
        failed = record.get("step")
    if not has_turn and (wait := pace.turn(view, action)) is not None:
        return view.to_state(wait)
    if view.instance["status"] == PAUSED:  # while it waited for its turn
        return pausing.parked({name: value for name, value in view.to_state({}).items() if name != "action"})
    if failed:
        return _advance(view, resume(view.program, view.frame, view.data, failed))
    return _advance(view, next_action(view.program, view.frame, view.data))


def after(view: RunView, node: Node) -> MachineState:
    """Continue after a step that has its result."""
    return _advance(view, next_action(view.program, view.frame, view.data, node.id))


def _advance(view: RunView, decision: Decision) -> MachineState:
    """Write the settled results and continue with the next step that must be run, or the end."""
    while True:
        for node, result in decision.settled:
            settle(view, view.step(node), result)
        if isinstance(decision.action, End):
            return _end(view, decision.action)
        node = decision.action.node
        may_be_done = view.run.number > 1 or not view.frame.is_root
        step = view.read(node) if may_be_done else view.step(node)
        if step.result is None and (state := _begin_step(view, step)) is not None:
            return state
        decision = next_action(view.program, view.frame, view.data, node.id)


def _begin_step(view: RunView, step: StepState) -> MachineState | None:
    """The state with a step's action, or with the wait before its next try; None when the step has its result."""
    attempts, started = step.attempts + 1, step.started_at
    try:
        action = prepare(view, step.node)
    except Failure as failure:
        step.began_at = clock.stamp()
        return try_later(view, step, failure, attempts, started or clock.stamp())
    if not isinstance(action, Result):
        return view.to_state(action)
    settle(view, step, action)
    return None


def _end(view: RunView, end: End) -> MachineState:
    """The state after the end of a frame, which is written."""
    if view.frame.is_root and end.status == FAILED and FAILURE in view.program.bodies:
        return _handle_failure(view, end)
    if not (view.frame.is_root or view.frame.is_failure):
        close_frame(view, Result(end.status, end.output, end.error), end.step)
        return view.to_state(END)
    if view.frame.is_failure:  # the run stays failed with its first error, however these steps end
        failure = payloads.read(view.instance, "failure")
        end = End(FAILED, None, failure["error"], failure["step"])
    finish(view.store, view.instance, end.status, output=end.output, error=end.error, step=end.step)
    return view.to_state(END)


def _handle_failure(view: RunView, end: End) -> MachineState:
    """Begin the steps of `on_failure`; those that an earlier run of the instance completed are not repeated."""
    keep_failure(view, end.error, end.step)
    view.frame = Frame(FAILURE)
    return _advance(view, next_action(view.program, view.frame, view.data))


def _given_up(view: RunView, step: StepState, state: MachineState) -> MachineState:
    """The failure when all of Step Functions' tries failed: the function was killed each time, or timed out."""
    if is_in_function(state["action"]):
        return view.to_state(in_executions(state["action"]))
    node, record = step.node, step.record
    if node.type in ("for_each", "parallel"):
        settle(view, step, gathered(view, node, record), before=record)
        return after(view, node)
    is_timeout = state["error"].get("Error") == TIMEOUT
    failure = (
        Failure("TIMEOUT", failure_texts.STEP_TIMEOUT, retryable=True)
        if is_timeout
        else Failure("INTERNAL_ERROR", failure_texts.STEP_INTERRUPTED, retryable=True)
    )
    step.began_at = (record["until"] if record and "error" in record else step.started_at) or clock.stamp()
    started = step.started_at or clock.stamp()
    return try_later(view, step, failure, step.attempts + 1, started) or after(view, node)


def gathered(view: RunView, node: Node, record: Item | None) -> Result:
    """Return the result of a for_each or parallel whose frames have ended. A frame without a record was interrupted."""
    count = len(payloads.read(record or {}, "items", []))
    frames = view.program.inner_frames(node, view.frame, count)
    records = view.store.get_many(STEP, [frame_key(frame) for frame in frames], view.run.sk, consistent=True)
    return gather(node, [_ended(records.get(frame_key(frame))) for frame in frames], [*map(frame_name, frames)])


def _ended(record: Item | None) -> End:
    if record is None:
        lost = Failure("INTERNAL_ERROR", failure_texts.STEP_INTERRUPTED, retryable=True)
        return End(FAILED, None, lost.describe())
    return End(record["status"], payloads.read(record, "output"), payloads.read(record, "error"), record.get("step"))
