"""POST /v1/workflows/instances/resume"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import resume_run
from bivelio_core.workflows.runs.models import InstanceSummary, ResumeInstance


@endpoint(
    "workflows.resume_run",
    scope="write",
    action="resume",
    paths=("/workflows/instances/resume",),
    needs=Needs(writes=(keys.INSTANCE, keys.STEP, AUDIT), uses=("run_values", "wake_runs")),
)
def handler(request: ResumeInstance, ctx: Context) -> InstanceSummary:
    """Resume a paused run."""
    return resume_run.resume_run(request, ctx)
