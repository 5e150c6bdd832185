"""Cancel a run."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.workflows.execution.finish import complete_followups, finish
from bivelio_core.workflows.execution.runs import (
    ACTIVE,
    CANCELLED,
)
from bivelio_core.workflows.runs.models import (
    CancelInstance,
    InstanceSummary,
)
from bivelio_core.workflows.runs.promised import load_instance
from bivelio_core.workflows.runs.show import summary_of


def cancel(request: CancelInstance, ctx: Context) -> InstanceSummary:
    """End a run and those it waits for: a running step may still have its effect, no other step begins.

    Cancelling it again changes nothing. Raises Conflict when the run has ended otherwise.
    """
    item = load_instance(ctx, request.instance_id)
    if item["status"] in ACTIVE:
        entry = audit.of(ctx, "instance.cancelled", instance=request.instance_id, workflow=item["workflow_id"])
        finish(ctx.store, item, CANCELLED, also=(entry,))
        item = load_instance(ctx, request.instance_id)
    if item["status"] != CANCELLED:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    complete_followups(ctx.store, item)  # an earlier call may have left this unfinished
    return summary_of(ctx, item)
