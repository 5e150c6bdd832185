"""Start a run of a workflow."""

import time

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import fingerprint_of
from bivelio_core.store.keys import INSTANCE
from bivelio_core.workflows.execution.runs import (
    ACTIVE,
)
from bivelio_core.workflows.execution.start import reason_of_request, start
from bivelio_core.workflows.runs.models import (
    ExecuteWorkflow,
    Execution,
)
from bivelio_core.workflows.runs.show import execution_of

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PAUSE_GROWTH = 0.05, 1.0, 1.5


def execute(request: ExecuteWorkflow, ctx: Context) -> Execution:
    """Start a run. Raises WorkflowAlreadyRunning by the workflow's concurrency, Conflict when it is not active.

    With `async: false` it answers when the run has ended, or with its current state when the time to wait has passed.
    """
    reason = reason_of_request(ctx, {"type": "api"})
    instance = start(request.workflow_id, request.input, reason, ctx, fingerprint_of(request))
    if not request.async_:
        instance = _wait(ctx, instance)
    return execution_of(ctx, instance)


def _wait(ctx: Context, instance: Item) -> Item:
    """The instance when it has ended, or its state when the time to wait has passed: the one place that polls."""
    deadline = time.monotonic() + config.workflow_wait_seconds()
    pause = FIRST_PAUSE_SECONDS
    while instance["status"] in ACTIVE and (seconds := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, seconds))
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
        instance = ctx.store.get(INSTANCE, instance["SK"]) or instance
    return instance
