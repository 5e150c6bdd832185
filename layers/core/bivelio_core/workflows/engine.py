"""The step tasks of the state machine: each does its part and says what comes next, so that no state only plans.

Every function takes the state machine's state and answers the next one: `{run, frame, action}`, ids alone. They may be
killed at any line and called again with the same state: results are written once, and effects carry the key
`<instance>:<step>:<iteration>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, ValidationError
from bivelio_core.model_faults import fault
from bivelio_core.store.cause import CausedTable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore

from . import payloads
from .finish import finish, wind_up
from .interpreter import (
    COMPLETED,
    FAILED,
    Decision,
    End,
    Failure,
    Result,
    gather,
    inputs,
    next_action,
    resume,
    retry_delay,
)
from .prepare import prepare
from .program import Node, frame_key
from .runs import RUNNING, Run, frame_name, instance_id
from .session import Measured, RunOver, Session, State, open_session
from .steps.registry import STEP_TYPES
from .suspended import conclude

END = {"kind": "end"}
DEFAULT_TIMEOUT_SECONDS = 30
TIMEOUT = "States.Timeout"


@dataclass(frozen=True, slots=True)
class Call:
    """What an effect may know of the step that causes it."""

    ctx: Context
    timeout_seconds: int

    @property
    def key(self) -> str:
        """The step's idempotency key, the same at every try."""
        return str(self.ctx.idempotency_key)


Effect = Callable[[Any, Call], Any]
Effects = Mapping[str, Effect]


def plan(table: Table, state: State) -> tuple[State, list[Measured]]:
    """Begin a frame, or go on after something that was waited for, or after a task that Step Functions gave up on."""
    return _within(table, state, lambda session: _planned(session, state))


def perform(table: Table, state: State, effects: Effects) -> tuple[State, list[Measured]]:
    """Run the step of a state once, record its result, and say what comes next."""
    return _within(table, state, lambda session: _performed(session, state["action"], effects))


def _within(table: Table, state: State, work: Callable[[Session], State]) -> tuple[State, list[Measured]]:
    try:
        session = open_session(table, state)
        return work(session), session.measured
    except RunOver as over:
        instance = over.args[0] if over.args else None
        if instance is not None and instance["status"] in (COMPLETED, FAILED):
            wind_up(TenantStore(table, Run.of_state(state["run"]).tenant), instance)
        return {**{name: state[name] for name in ("run", "frame")}, "action": END}, []


def _planned(session: Session, state: State) -> State:
    action = state.get("action")
    if action is None:
        return _begin(session)
    node = session.program.nodes[action["step"]]
    record = session.record(node)
    if session.result(record) is not None:
        return _after(session, node)
    if "error" in state and action["kind"] != "suspend":
        return _given_up(session, node, record, state["error"])
    match action["kind"]:
        case "wait" if node.type != "wait":
            return _dispatch(session, node)
        case "wait":
            session.settle(node, Result(COMPLETED, {"until": action["until"]}), before=record)
        case "suspend":
            is_timeout = state.get("error", {}).get("Error", TIMEOUT) == TIMEOUT
            session.settle(node, conclude(session, node, record, is_timeout=is_timeout), before=record)
        case "map":
            session.settle(node, _gathered(session, node, record), before=record)
    return _after(session, node)


def _begin(session: Session) -> State:
    """Start a frame at its first step, or at the one that failed in an earlier run."""
    failed = None
    if session.frame.is_root:
        failed = session.instance.get("failed_step") if session.run.number > 1 else None
    elif record := session.store.get(STEP, frame_key(session.frame), session.run.sk):
        if record["status"] == COMPLETED or record["number"] == session.run.number:
            return session.to_state(END)
        failed = record.get("step")
    if failed:
        return _advance(session, resume(session.program, session.frame, session.state, failed))
    return _advance(session, next_action(session.program, session.frame, session.state))


def _after(session: Session, node: Node) -> State:
    return _advance(session, next_action(session.program, session.frame, session.state, node.id))


def _advance(session: Session, decision: Decision) -> State:
    """Write what was settled and go to the next step that must be run, or to the end."""
    while True:
        for node, result in decision.settled:
            session.settle(node, result)
        if isinstance(decision.action, End):
            return _end(session, decision.action)
        node = decision.action.node
        may_be_done = session.run.number > 1 or not session.frame.is_root
        record = session.record(node) if may_be_done else None
        if session.result(record) is None:
            prepared = prepare(session, node)
            if not isinstance(prepared, Result):
                return session.to_state(prepared)
            session.settle(node, prepared)
        decision = next_action(session.program, session.frame, session.state, node.id)


def _dispatch(session: Session, node: Node) -> State:
    prepared = prepare(session, node)
    if isinstance(prepared, Result):
        session.settle(node, prepared)
        return _after(session, node)
    return session.to_state(prepared)


def _end(session: Session, end: End) -> State:
    if session.frame.is_root:
        finish(session.store, session.instance, end.status, output=end.output, error=end.error, step=end.step)
    else:
        session.close_frame(Result(end.status, end.output, end.error), end.step)
    return session.to_state(END)


def _performed(session: Session, action: Mapping[str, Any], effects: Effects) -> State:
    node = session.program.nodes[action["step"]]
    record = session.record(node)
    if session.result(record) is not None:
        return _after(session, node)
    started, attempts = clock.stamp(), _attempts(session, record) + 1
    try:
        output = _run(session, node, effects[node.type])
    except Failure as failure:
        return _failed(session, node, failure, attempts, _started(record) or started)
    session.settle(node, Result(COMPLETED, output), attempts=attempts, started_at=_started(record) or started)
    return _after(session, node)


def _run(session: Session, node: Node, effect: Effect) -> Any:
    """The effect's output. Raises Failure for everything that is the step's own fault, or its receiver's."""
    rendered = inputs(session.program, session.frame, session.state, node)
    try:
        request: BaseModel = STEP_TYPES[node.type].input.model_validate_json(payloads.to_text(rendered))
    except PydanticError as error:
        found = ValidationError([fault(detail) for detail in error.errors(include_url=False, include_input=False)])
        raise _as_failure(found) from error
    call = Call(_context(session, node), node.timeout_seconds or DEFAULT_TIMEOUT_SECONDS)
    try:
        return payloads.plain(effect(request, call))
    except ApiError as error:
        raise _as_failure(error) from error


def _context(session: Session, node: Node) -> Context:
    instance = instance_id(session.store, session.instance)
    step, _, iteration = session.key(node).partition("#")
    table = CausedTable(session.store.table, session.instance)
    return Context(
        tenant=session.run.tenant,
        actor=Actor("workflow", session.instance["workflow_id"]),
        scopes=frozenset({"write"}),
        request_id=instance,
        language="ca",
        store=TenantStore(table, session.run.tenant),
        idempotency_key=f"{instance}:{step}:{iteration}",
    )


def _as_failure(error: ApiError) -> Failure:
    return Failure(error.code, error.message("ca"), retryable=error.retryable, details=error.localised_details("ca"))


def _failed(session: Session, node: Node, failure: Failure, attempts: int, started: str) -> State:
    """Try again later, or settle the failure."""
    delay = retry_delay(node, failure, attempts)
    if delay is None:
        session.settle(node, Result(FAILED, None, failure.describe()), attempts=attempts, started_at=started)
        return _after(session, node)
    until = clock.stamp(clock.now() + timedelta(seconds=delay))
    about = {"attempts": attempts, "started_at": started, "until": until}
    if not session.postpone(node, {**about, "error": payloads.to_text(failure.describe())}):
        return _after(session, node)
    return session.to_state({"kind": "wait", "step": node.id, "until": until})


def _given_up(session: Session, node: Node, record: Item | None, error: Mapping[str, Any]) -> State:
    """Step Functions tried in vain: the function was killed each time, or ran out of its time."""
    if node.type in ("for_each", "parallel"):
        session.settle(node, _gathered(session, node, record), before=record)
        return _after(session, node)
    is_timeout = error.get("Error") == TIMEOUT
    failure = (
        Failure("TIMEOUT", "The step did not end within its time.", retryable=True)
        if is_timeout
        else Failure("INTERNAL_ERROR", "The step was interrupted by an error of ours.", retryable=True)
    )
    return _failed(session, node, failure, _attempts(session, record) + 1, _started(record) or clock.stamp())


def _gathered(session: Session, node: Node, record: Item | None) -> Result:
    """The result of a for_each or parallel whose frames have ended; one that left no record was interrupted."""
    count = len(payloads.read(record or {}, "items", []))
    frames = session.program.inner_frames(node, session.frame, count)
    records = session.store.get_many(STEP, [frame_key(frame) for frame in frames], session.run.sk, consistent=True)
    return gather(node, [_ended(records.get(frame_key(frame))) for frame in frames], [*map(frame_name, frames)])


def _ended(record: Item | None) -> End:
    if record is None:
        lost = Failure("INTERNAL_ERROR", "It was interrupted by an error of ours.", retryable=True)
        return End(FAILED, None, lost.describe())
    return End(record["status"], payloads.read(record, "output"), payloads.read(record, "error"), record.get("step"))


def _attempts(session: Session, record: Item | None) -> int:
    is_this_run = record is not None and record["number"] == session.run.number and record["status"] == RUNNING
    return int(record["attempts"]) if record is not None and is_this_run else 0


def _started(record: Item | None) -> str | None:
    return record.get("started_at") if record and record["status"] not in (COMPLETED, FAILED) else None
