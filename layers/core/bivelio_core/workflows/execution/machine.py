"""The state machine as the rest of the domain sees it: start, stop or wake an execution, and read its status."""

import json
from typing import Any, Literal

from bivelio_core import clients, config
from bivelio_core.aws_calls import ServiceBusy

ExecutionStatus = Literal["running", "ended", "unknown"]

RUNNING: ExecutionStatus = "running"
ENDED: ExecutionStatus = "ended"
UNKNOWN: ExecutionStatus = "unknown"


class MachineBusy(ServiceBusy):
    """Step Functions did not accept the request now (throttled, unreachable, or absent)."""


def start(name: str, state: dict[str, Any]) -> None:
    """Start an execution by name, at most once: an existing name counts as success. Raises MachineBusy."""
    states = clients.client("stepfunctions")
    try:
        states.start_execution(stateMachineArn=config.workflow_state_machine_arn(), name=name, input=json.dumps(state))
    except states.exceptions.ExecutionAlreadyExists:
        return
    except (ServiceBusy, states.exceptions.ClientError) as error:
        raise MachineBusy(name) from error


def stop(name: str, reason: str) -> None:
    """Stop an execution, if it runs."""
    states = clients.client("stepfunctions")
    try:
        states.stop_execution(executionArn=_execution(name), error="Cancelled", cause=reason)
    except states.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in ("ExecutionDoesNotExist", "ValidationException"):
            raise


def status(name: str) -> ExecutionStatus:
    """Whether an execution is running, has ended, or is unknown: never started, or forgotten after 90 days."""
    states = clients.client("stepfunctions")
    try:
        answer = states.describe_execution(executionArn=_execution(name))
    except states.exceptions.ExecutionDoesNotExist:
        return UNKNOWN
    return RUNNING if answer["status"] in ("RUNNING", "PENDING_REDRIVE") else ENDED


def wake(token: str) -> None:
    """Continue the run that waits with a task token. Does nothing when it no longer waits."""
    states = clients.client("stepfunctions")
    try:
        states.send_task_success(taskToken=token, output="{}")
    except states.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken"):
            raise


def _execution(name: str) -> str:
    return f"{config.workflow_state_machine_arn().replace(':stateMachine:', ':execution:')}:{name}"
