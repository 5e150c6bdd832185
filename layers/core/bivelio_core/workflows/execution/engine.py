"""The common part of the state machine's tasks: continue a run and return the next state (perform.py: effects).

Every function takes the state machine's state and returns the next one: `{run, frame, action}`, only ids. It may be
killed at any line and called again with the same state: results are written once, and effects carry the key
`<instance>:<step>:<iteration>`.
"""

from collections.abc import Callable
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import FAILURE, WAIT_FOR_EVENT, Frame, Node, frame_key

from . import event_waits, failure_texts, nested_approvals, pausing, payloads
from .finish import complete_followups, finish
from .frames import in_executions, is_in_function
from .interpreter import Decision, End, gather, next_action, resume, retry_delay
from .prepare import prepare
from .results import COMPLETED, FAILED, Failure, Result
from .runs import PAUSED, RUNNING, Run, frame_name
from .session import MachineState, Measured, RunOver, Session, open_session
from .suspended import conclude

END = {"kind": "end"}
TIMEOUT = "States.Timeout"


def plan(table: Table, state: MachineState) -> tuple[MachineState, list[Measured]]:
    """Begin a frame, or continue after a wait, or after a task that Step Functions gave up on."""
    return within(table, state, lambda session: planned(session, state))


def within(
    table: Table, state: MachineState, work: Callable[[Session], MachineState]
) -> tuple[MachineState, list[Measured]]:
    """Do a task's part of a run; end this execution when the run has ended or another execution runs it."""
    try:
        session = open_session(table, state)
        if session.instance["status"] == PAUSED:
            return pausing.parked(state), []
        return work(session), session.measured
    except RunOver as over:
        instance = over.args[0] if over.args else None
        if instance is not None and instance["status"] in (COMPLETED, FAILED):
            complete_followups(TenantStore(table, Run.of_state(state["run"]).tenant), instance)
        return {**{name: state[name] for name in ("run", "frame")}, "action": END}, []


def planned(session: Session, state: MachineState) -> MachineState:
    """The state after what a state's action waited for, or at the beginning of its frame."""
    if (rest := pausing.held(state)) is not None:
        state = {**{name: state[name] for name in ("run", "frame")}, **rest}
        if pausing.is_for_a_task(rest):
            return state
    action = state.get("action")
    if action is None:
        return _begin(session)
    node = session.program.nodes[action["step"]]
    record = session.record(node)
    if session.result(record) is not None:
        return _behind(session, node)
    if "error" in state and action["kind"] != "suspend":
        return _given_up(session, node, record, state)
    match action["kind"]:
        case "wait" if node.type != "wait" or (record is not None and record["status"] == RUNNING):
            return _begin_step(session, node, record) or after(session, node)  # it was waiting for its next try
        case "wait":
            session.settle(node, Result(COMPLETED, {"until": action["until"]}), before=record)
        case "suspend":
            is_timeout = state.get("error", {}).get("Error", TIMEOUT) == TIMEOUT
            session.settle(node, conclude(session, node, record, is_timeout=is_timeout), before=record)
            return _behind(session, node)
        case "map":
            session.settle(node, gathered(session, node, record), before=record)
    return after(session, node)


def _behind(session: Session, node: Node) -> MachineState:
    """Continue after a step that has its result, whichever execution wrote it."""
    if nested_approvals.is_nested(session, node):
        nested_approvals.withdraw(session, node)
    if node.type == WAIT_FOR_EVENT:
        event_waits.withdraw(session, node)
    return after(session, node)


def _begin(session: Session) -> MachineState:
    """Start a frame at its first step, or at the one that failed in an earlier run."""
    failed = None
    if session.frame.is_root:
        failed = session.instance.get("failed_step") if session.run.number > 1 else None
    elif record := session.lookup(frame_key(session.frame)):
        if record["status"] == COMPLETED or record["number"] == session.run.number:
            return session.to_state(END)
        failed = record.get("step")
    if failed:
        return _advance(session, resume(session.program, session.frame, session.data, failed))
    return _advance(session, next_action(session.program, session.frame, session.data))


def after(session: Session, node: Node) -> MachineState:
    """Continue after a step that has its result."""
    return _advance(session, next_action(session.program, session.frame, session.data, node.id))


def _advance(session: Session, decision: Decision) -> MachineState:
    """Write the settled results and continue with the next step that must be run, or the end."""
    while True:
        for node, result in decision.settled:
            session.settle(node, result)
        if isinstance(decision.action, End):
            return _end(session, decision.action)
        node = decision.action.node
        may_be_done = session.run.number > 1 or not session.frame.is_root
        record = session.record(node) if may_be_done else None
        if session.result(record) is None and (state := _begin_step(session, node, record)) is not None:
            return state
        decision = next_action(session.program, session.frame, session.data, node.id)


def _begin_step(session: Session, node: Node, record: Item | None) -> MachineState | None:
    """The state with a step's action, or with the wait before its next try; None when the step has its result."""
    try:
        prepared = prepare(session, node)
    except Failure as failure:
        attempts = attempts_of(session, record) + 1
        session.history.begin(session.key(node), clock.stamp())
        return _try_later(session, node, failure, attempts, started_at(record) or clock.stamp())
    if isinstance(prepared, Result):
        session.settle(node, prepared)
        return None
    return session.to_state(prepared)


def _end(session: Session, end: End) -> MachineState:
    if session.frame.is_root and end.status == FAILED and FAILURE in session.program.bodies:
        return _handle_failure(session, end)
    if session.frame.is_failure:
        failure = payloads.read(session.instance, "failure")
        finish(session.store, session.instance, FAILED, error=failure["error"], step=failure["step"])
    elif session.frame.is_root:
        finish(session.store, session.instance, end.status, output=end.output, error=end.error, step=end.step)
    else:
        session.close_frame(Result(end.status, end.output, end.error), end.step)
    return session.to_state(END)


def _handle_failure(session: Session, end: End) -> MachineState:
    """Begin the steps of `on_failure`; those that an earlier run of the instance completed are not repeated."""
    session.fail(end.error, end.step)
    session.frame = Frame(FAILURE)
    return _advance(session, next_action(session.program, session.frame, session.data))


def failed(session: Session, node: Node, failure: Failure, attempts: int, started: str) -> MachineState:
    """Retry later, or settle the failure and continue."""
    return _try_later(session, node, failure, attempts, started) or after(session, node)


def _try_later(session: Session, node: Node, failure: Failure, attempts: int, started: str) -> MachineState | None:
    """The state with the wait before a step's next try; None when it has its result, perhaps this failure."""
    delay = retry_delay(node, failure, attempts)
    if delay is None:
        session.settle(node, Result(FAILED, None, failure.describe()), attempts=attempts, started_at=started)
        return None
    now, error = clock.now(), failure.describe()
    until = clock.stamp(now + timedelta(seconds=delay))
    about = {"attempts": attempts, "started_at": started, "until": until}
    session.history.fail(session.key(node), error, started, clock.stamp(now))
    if not session.postpone(node, {**about, "error": payloads.to_text(error)}):
        return None
    return session.to_state({"kind": "wait", "step": node.id, "until": until})


def _given_up(session: Session, node: Node, record: Item | None, state: MachineState) -> MachineState:
    """The failure when all of Step Functions' tries failed: the function was killed each time, or timed out."""
    if is_in_function(state["action"]):
        return session.to_state(in_executions(state["action"]))
    if node.type in ("for_each", "parallel"):
        session.settle(node, gathered(session, node, record), before=record)
        return after(session, node)
    is_timeout = state["error"].get("Error") == TIMEOUT
    failure = (
        Failure("TIMEOUT", failure_texts.STEP_TIMEOUT, retryable=True)
        if is_timeout
        else Failure("INTERNAL_ERROR", failure_texts.STEP_INTERRUPTED, retryable=True)
    )
    begun = record["until"] if record and "error" in record else started_at(record)
    session.history.begin(session.key(node), begun or clock.stamp())
    return failed(session, node, failure, attempts_of(session, record) + 1, started_at(record) or clock.stamp())


def gathered(session: Session, node: Node, record: Item | None) -> Result:
    """The result of a for_each or parallel whose frames have ended; one that left no record was interrupted."""
    count = len(payloads.read(record or {}, "items", []))
    frames = session.program.inner_frames(node, session.frame, count)
    records = session.store.get_many(STEP, [frame_key(frame) for frame in frames], session.run.sk, consistent=True)
    return gather(node, [_ended(records.get(frame_key(frame))) for frame in frames], [*map(frame_name, frames)])


def _ended(record: Item | None) -> End:
    if record is None:
        lost = Failure("INTERNAL_ERROR", failure_texts.STEP_INTERRUPTED, retryable=True)
        return End(FAILED, None, lost.describe())
    return End(record["status"], payloads.read(record, "output"), payloads.read(record, "error"), record.get("step"))


def attempts_of(session: Session, record: Item | None) -> int:
    """The number of times this execution has tried a step."""
    is_this_run = record is not None and record["number"] == session.run.number and record["status"] == RUNNING
    return int(record["attempts"]) if record is not None and is_this_run else 0


def started_at(record: Item | None) -> str | None:
    """When a running step began."""
    return record.get("started_at") if record and record["status"] not in (COMPLETED, FAILED) else None
