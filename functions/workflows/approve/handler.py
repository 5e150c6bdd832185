"""POST /v1/workflows/approve"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.workflows.actions import approve
from bivelio_core.workflows.runs.models import ApproveStep, Decision


@endpoint(
    "workflows.approve",
    scope="write",
    only_http="a person decides",
    needs=Needs(writes=(AUDIT,), uses=("keep_runs", "start_runs")),
)
def handler(request: ApproveStep, ctx: Context) -> Decision:
    """Decide an approval that a run is waiting for."""
    return approve.approve(request, ctx)
