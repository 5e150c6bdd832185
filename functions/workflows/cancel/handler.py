"""POST /v1/workflows/cancel"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.workflows.actions import cancel
from bivelio_core.workflows.runs.models import CancelInstance, InstanceSummary


@endpoint(
    "workflows.cancel",
    scope="write",
    needs=Needs(
        writes=(AUDIT,),
        # the run that waits behind the cancelled one is started
        uses=("runs", "stop_runs"),
    ),
)
def handler(request: CancelInstance, ctx: Context) -> InstanceSummary:
    """Cancel a run."""
    return cancel.cancel(request, ctx)
