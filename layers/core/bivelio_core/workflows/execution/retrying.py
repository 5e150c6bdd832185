"""Decide about a failed step: it is tried again later, or has its result."""

from datetime import timedelta

from bivelio_core import clock

from . import payloads
from .interpreter import retry_delay
from .results import FAILED, Failure, Result
from .run_view import MachineState, RunView
from .step_records import postpone, settle
from .step_state import StepState


def try_later(view: RunView, step: StepState, failure: Failure, attempts: int, started: str) -> MachineState | None:
    """Return the state with the wait before a step's next try; None when the step has its result."""
    delay = retry_delay(step.node, failure, attempts)
    if delay is None:
        settle(view, step, Result(FAILED, None, failure.describe()), attempts=attempts, started_at=started)
        return None
    now, error = clock.now(), failure.describe()
    until = clock.stamp(now + timedelta(seconds=delay))
    step.fail(error, started, clock.stamp(now))
    about = {"attempts": attempts, "started_at": started, "until": until, "error": payloads.to_text(error)}
    if not postpone(view, step, about):
        return None
    return view.to_state({"kind": "wait", "step": step.node.id, "until": until})
