"""POST /v1/workflows/instances/pause"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import instances
from bivelio_core.workflows.instance_models import InstanceSummary, PauseInstance


@endpoint("workflows.pause_run", scope="write", action="pause", paths=("/workflows/instances/pause",))
def handler(request: PauseInstance, ctx: Context) -> InstanceSummary:
    """Pause a run; no further step of it begins until it is resumed."""
    return instances.pause(request, ctx)
