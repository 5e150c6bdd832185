"""Tasks of the workflow state machine: a state in, the next state out, one metrics line for each step that ended.

handler = step_task()
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.store import connect, tenant_clock
from bivelio_core.tenancy import Tenant

from .lambda_handler import lambda_handler
from .logs import begin_invocation, write_metrics
from .stores import store_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from bivelio_core.workflows.execution.run_view import Measured

Handler = Callable[[dict[str, Any], Any], Any]


def step_task() -> Handler:
    """A Lambda handler that runs one step and returns the state that comes next.

    What carries the step out is imported with the first step of its type, so that a function of many types loads only
    what its steps need.
    """
    from bivelio_core.workflows.execution import frames, in_function, perform, sandbox_waits  # noqa: PLC0415 - by need

    @lambda_handler
    def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:
        _name(event)
        with _clock_of(event):
            if frames.is_in_function(event["action"]):
                state, measured = in_function.run(connect.table(), event, _remaining_seconds(lambda_context))
            else:
                state, measured = perform.perform(connect.table(), event)
            state = sandbox_waits.suspended(state)
        _measure(measured, event)
        return state

    return handler


def plan_task() -> Handler:
    """A Lambda handler that begins frames, and continues them after a wait."""
    from bivelio_core.workflows.execution import engine, frames, sandbox_waits  # noqa: PLC0415

    @lambda_handler
    def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:
        _name(event)
        with _clock_of(event):
            event = sandbox_waits.released(event)
            if frames.is_in_function(event.get("action")) and "error" not in event:
                from bivelio_core.workflows.execution import in_function  # noqa: PLC0415 - with the first loop only

                state, measured = in_function.run(connect.table(), event, _remaining_seconds(lambda_context))
            else:
                state, measured = engine.plan(connect.table(), event)
            state = sandbox_waits.suspended(state)
        _measure(measured, event)
        return state

    return handler


def suspend_task() -> Handler:
    """A Lambda handler that stores a task token, with which a decision wakes the run."""
    from bivelio_core.workflows.execution import suspended  # noqa: PLC0415

    @lambda_handler
    def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> None:
        _name(event["state"])
        with _clock_of(event["state"]):
            suspended.suspend(connect.table(), event["state"], event["token"])

    return handler


def _clock_of(state: dict[str, Any]) -> AbstractContextManager[None]:
    """Follow the clock of a run's organisation; in live that is the real one, and nothing is read."""
    run = state["run"]
    return tenant_clock.followed(store_of(Tenant(run["organisation"], run["environment"], run["day"])))


def _remaining_seconds(lambda_context: "LambdaContext") -> float:
    return float(lambda_context.get_remaining_time_in_millis()) / 1000


def _name(state: dict[str, Any]) -> None:
    run = state["run"]
    about = {"organisation": run["organisation"], "instance": run["instance"], "frame": state["frame"]}
    begin_invocation(correlation_id=run.get("request"), **about)


def _measure(measured: "list[Measured]", state: dict[str, Any]) -> None:
    run = state["run"]
    for step in measured:
        write_metrics(
            {"StepDuration": (step.duration_ms, "Milliseconds"), "Steps": (1, "Count")},
            int(clock.epoch() * 1000),
            of_operation=True,
            about={"step": step.step, "instance": run["instance"], "correlation_id": run.get("request")},
            StepType=step.type,
            StepStatus=step.status,
            Environment=run["environment"],
        )
