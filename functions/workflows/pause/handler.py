"""POST /v1/workflows/pause"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import pause
from bivelio_core.workflows.models import PauseWorkflow, Workflow


@endpoint(
    "workflows.pause",
    title="Pause a workflow",
    scope="admin",
    undone_by="workflows.resume",
    needs=Needs(writes=(keys.WORKFLOW, AUDIT)),
)
def handler(request: PauseWorkflow, ctx: Context) -> Workflow:
    """Pause a workflow; nothing starts it until it is resumed."""
    return pause.pause(request, ctx)
