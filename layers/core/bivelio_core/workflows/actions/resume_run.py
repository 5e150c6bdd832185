"""Resume a paused run."""

from bivelio_core.context import Context
from bivelio_core.workflows.execution import pausing
from bivelio_core.workflows.execution.runs import (
    PAUSED,
)
from bivelio_core.workflows.runs.models import (
    InstanceSummary,
    ResumeInstance,
)

from .pause_run import change_pause


def resume_run(request: ResumeInstance, ctx: Context) -> InstanceSummary:
    """Have a paused run go on. One that is under way is answered as it is. Raises Conflict when it has ended."""
    return change_pause(ctx, request.instance_id, (PAUSED,), "instance.resumed", pausing.resume)
