"""POST /v1/workflows/approve"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import instances
from bivelio_core.workflows.instance_models import ApproveStep, Decision


@endpoint("workflows.approve", scope="write")
def handler(request: ApproveStep, ctx: Context) -> Decision:
    """Decide an approval that a run is waiting for."""
    return instances.approve(request, ctx)
