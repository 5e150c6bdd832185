"""POST /v1/workflows/instances/pause"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import pause_run
from bivelio_core.workflows.runs.models import InstanceSummary, PauseInstance


@endpoint("workflows.pause_run", scope="write", action="pause", paths=("/workflows/instances/pause",))
def handler(request: PauseInstance, ctx: Context) -> InstanceSummary:
    """Pause a run; no further step of it begins until it is resumed."""
    return pause_run.pause_run(request, ctx)
