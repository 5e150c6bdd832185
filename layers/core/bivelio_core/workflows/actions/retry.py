"""Retry a run that failed."""

from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.effect_marker import fingerprint_of
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.retry import retry_run
from bivelio_core.workflows.execution.runs import (
    ACTIVE,
    FINAL,
    instance_id,
)
from bivelio_core.workflows.execution.start import ensure_started, reason_of_request, start
from bivelio_core.workflows.runs.models import (
    Execution,
    RetryInstance,
)
from bivelio_core.workflows.runs.promised import load_instance
from bivelio_core.workflows.runs.show import execution_of


def retry(request: RetryInstance, ctx: Context) -> Execution:
    """Retry a failed run: the same instance from the step that failed, or a new one from the start.

    Raises Conflict when it has not failed, WorkflowAlreadyRunning by the workflow's concurrency.
    """
    item = load_instance(ctx, request.instance_id)
    if request.from_ == "start":
        if item["status"] not in FINAL:
            raise Conflict(details={"reason": "not_ended", "status": item["status"]})
        reason = reason_of_request(ctx, payloads.read(item, "trigger", {}), retry_of=instance_id(ctx.store, item))
        run_input = payloads.read(item, "input", {})
        return execution_of(ctx, start(item["workflow_id"], run_input, reason, ctx, fingerprint_of(request)))
    if item["status"] in ACTIVE and item["number"] > 1:
        return execution_of(
            ctx, ensure_started(ctx.store, item, may_run=True)
        )  # this very request, repeated after a lost answer
    return execution_of(ctx, retry_run(ctx.store, item))
