"""Repairs of features that workflows use: dynamic limits of states, tasks with a token, schedules in a time zone."""

import inspect
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from ministack.core import iam_actions, lambda_runtime
from ministack.services import eventbridge, lambda_svc, scheduler, stepfunctions

from local.emulator.patching import restores, rewrite

_SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
_LONGEST_WAIT_SECONDS = 99_999
_DEAD = ("Worker process", "Broken pipe")

_invoking = threading.local()


@restores(
    "`TimeoutSecondsPath` of a task and `MaxConcurrencyPath` of a map are honoured.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_timeout_is_read_from_the_state",
)
def read_limits_from_the_state() -> None:
    """Honour a task's ``TimeoutSecondsPath`` and a Map's ``MaxConcurrencyPath``, which the emulator ignores."""
    execute, run_items = stepfunctions._execute_task, stepfunctions._run_map_items

    def execute_task(state: dict[str, Any], data: Any, execution: Any, context: Any) -> Any:
        return execute(_resolved(state, data, context, "TimeoutSeconds"), data, execution, context)

    def run_map_items(state: dict[str, Any], data: Any, execution: Any, context: Any) -> Any:
        return run_items(_resolved(state, data, context, "MaxConcurrency"), data, execution, context)

    stepfunctions._execute_task, stepfunctions._run_map_items = execute_task, run_map_items


def _resolved(state: dict[str, Any], data: Any, context: Any, name: str) -> dict[str, Any]:
    if f"{name}Path" not in state:
        return state
    value = stepfunctions._resolve_path_or_ctx(state[f"{name}Path"], data, context)
    return {**state, name: min(int(value), _LONGEST_WAIT_SECONDS)}


@restores(
    "A task with a token fails with its function's error.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_task_whose_function_fails_fails",
)
def fail_a_task_whose_function_failed() -> None:
    """Fail a ``waitForTaskToken`` task with its function's error; unrepaired, it waits for a token without end."""
    invoke, call = stepfunctions._invoke_with_callback, stepfunctions._call_lambda

    def invoke_with_callback(resource: str, data: Any, token: str, state: dict[str, Any]) -> Any:
        _invoking.token = token
        try:
            return invoke(resource, data, token, state)
        finally:
            _invoking.token = None

    def call_lambda(function: str, event: Any) -> Any:
        token, _invoking.token = getattr(_invoking, "token", None), None
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            waiting = stepfunctions._task_tokens.get(token) if token else None
            if waiting is not None:
                waiting["error"] = {"Error": error.error, "Cause": error.cause}
                waiting["event"].set()
            raise

    stepfunctions._invoke_with_callback, stepfunctions._call_lambda = invoke_with_callback, call_lambda


@restores(
    "An execution environment that dies fails its own invocation only.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_worker_that_dies_while_it_starts_takes_no_other_along",
)
def let_a_worker_die_alone() -> None:
    """Fail only the invocation of a worker that dies at its start; unrepaired, all of the function's workers die."""
    invoke = lambda_runtime.Worker.invoke

    def invoke_alone(self: Any, *args: Any, **options: Any) -> dict[str, Any]:
        try:
            return cast("dict[str, Any]", invoke(self, *args, **options))
        except (RuntimeError, OSError) as error:
            if not any(words in str(error) for words in _DEAD):
                raise
            process, self._proc = self._proc, None
            if process is not None:
                process.kill()
                process.wait()
            return {"status": "error", "error": str(error), "cold_start": True, "log": ""}

    lambda_runtime.Worker.invoke = invoke_alone


@restores(
    "A function whose process died fails with `Runtime.ExitError`.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_function_whose_process_died_is_named_as_on_aws",
)
def name_a_dead_process() -> None:
    """Fail a function whose process died with ``Runtime.ExitError``, which state machines retry by that name."""
    invoke = lambda_svc._execute_function_warm

    def invoke_and_name(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        result: dict[str, Any] = invoke(function, event, request_id)
        body = result.get("body")
        if (
            result.get("error")
            and isinstance(body, dict)
            and any(words in str(body.get("errorMessage")) for words in _DEAD)
        ):
            return {**result, "body": {**body, "errorType": "Runtime.ExitError"}}
        return result

    lambda_svc._execute_function_warm = invoke_and_name


@restores(
    "A cron schedule fires in its `ScheduleExpressionTimezone`.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_schedule_fires_by_the_clock_of_its_zone_and_tells_the_time",
)
def fire_schedules_in_their_zone() -> None:
    """Fire a cron schedule in its ``ScheduleExpressionTimezone``, not in UTC."""
    source = inspect.getsource(scheduler._tick_schedules)
    patched = rewrite(
        source,
        "next_fire = _eb._cron_next_fire(fields, last_dt)",
        "next_fire = next_fire_in_zone(_eb._cron_next_fire, fields, last_dt, sched)",
    )
    scheduler.next_fire_in_zone = next_fire_in_zone
    exec(compile(patched, scheduler.__file__, "exec"), scheduler.__dict__)  # noqa: S102 - the emulator's own source


def next_fire_in_zone(
    next_fire: Callable[[Any, datetime], datetime | None], fields: Any, after: datetime, schedule: dict[str, Any]
) -> datetime | None:
    """Return when a schedule fires next in its time zone; a time that the change to summer time skips does not occur.

    Source: EventBridge Scheduler User Guide, "Schedule types", daylight savings time.
    """
    zone = ZoneInfo(schedule.get("ScheduleExpressionTimezone") or "UTC")
    wall = after.astimezone(zone).replace(tzinfo=UTC)  # the emulator calculates in one zone only: pass local time
    while (wall_time := next_fire(fields, wall)) is not None:
        instant = wall_time.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=UTC) == wall_time:
            return instant
        wall = wall_time
    return None


@restores(
    "IAM evaluates an ARN that contains the schedule's group.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_policy_on_a_group_covers_its_schedules",
)
def authorize_a_schedule_in_its_group() -> None:
    """Authorize a schedule as ``schedule/<group>/<name>`` with its own group, not the default group.

    Source: Service Authorization Reference, "Actions, resources, and condition keys for EventBridge Scheduler".
    """
    extract = iam_actions.extract_resource_arn

    def resource(service: str, method: str, path: str, headers: Any, body: bytes, query: Any, *rest: str) -> str:
        resource_arn: str = extract(service, method, path, headers, body, query, *rest)
        if service != "scheduler":
            return resource_arn
        group = iam_actions._param(body, query, "GroupName", "groupName") or "default"
        return resource_arn.replace(":schedule/default/", f":schedule/{group}/")

    iam_actions.extract_resource_arn = resource


@restores(
    "`<aws.scheduler.scheduled-time>` in a schedule's input becomes the time it fires for.",
    needed_at="1.5.33",
    shown_by="tests/local/test_workflow_repairs.py::test_a_schedule_fires_by_the_clock_of_its_zone_and_tells_the_time",
)
def tell_the_scheduled_time() -> None:
    """Replace ``<aws.scheduler.scheduled-time>`` in a schedule's input by the minute it fires for."""
    invoke = eventbridge._invoke_target

    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: Any, *rest: Any, **options: Any) -> Any:
        if event.get("Source") == "aws.scheduler" and _SCHEDULED_TIME in str(target.get("Input")):
            minute = datetime.fromtimestamp(event["Time"], UTC).replace(second=0, microsecond=0)
            text = target["Input"].replace(_SCHEDULED_TIME, minute.strftime("%Y-%m-%dT%H:%M:%SZ"))
            target = {**target, "Input": text}
        return invoke(target, event, rule, *rest, **options)

    eventbridge._invoke_target = invoke_target
