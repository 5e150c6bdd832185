"""POST /v1/workflows/instances/pause"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import pause_run
from bivelio_core.workflows.runs.models import InstanceSummary, PauseInstance


@endpoint(
    "workflows.pause_run",
    title="Pause a run",
    scope="write",
    undone_by="workflows.resume_run",
    action="pause",
    paths=("/workflows/instances/pause",),
    needs=Needs(writes=(keys.INSTANCE, keys.STEP, AUDIT), uses=("run_values",)),
)
def handler(request: PauseInstance, ctx: Context) -> InstanceSummary:
    """Pause a run; no further step of it begins until it is resumed."""
    return pause_run.pause_run(request, ctx)
