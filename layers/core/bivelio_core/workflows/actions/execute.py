"""Start a run of a workflow."""

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.store.effect_marker import fingerprint_of
from bivelio_core.workflows.execution.run_end import wait_for_end
from bivelio_core.workflows.execution.start import reason_of_request, start
from bivelio_core.workflows.runs.models import (
    ExecuteWorkflow,
    Execution,
)
from bivelio_core.workflows.runs.show import execution_of


def execute(request: ExecuteWorkflow, ctx: Context) -> Execution:
    """Start a run. Raises WorkflowAlreadyRunning by the workflow's concurrency, Conflict when it is not active.

    With `async: false` it answers when the run has ended, or with its current state when the time to wait has passed.
    """
    reason = reason_of_request(ctx, {"type": "api"})
    instance = start(request.workflow_id, request.input, reason, ctx, fingerprint_of(request))
    if not request.async_:
        instance = wait_for_end(ctx.store, instance, config.workflow_wait_seconds())
    return execution_of(ctx, instance)
