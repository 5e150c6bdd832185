"""POST /v1/workflows/restore"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import restore
from bivelio_core.workflows.models import RestoreWorkflow, Workflow


@endpoint(
    "workflows.restore",
    title="Restore a workflow",
    scope="admin",
    undone_by="workflows.archive",
    needs=Needs(
        writes=(
            keys.WORKFLOW,
            keys.WORKFLOW_VERSION,
            keys.WORKFLOW_TRIGGER,
            keys.WORKFLOW_ADDRESS,
            keys.CALENDAR_TASK,
            keys.LIMIT,
            keys.EFFECT,
            AUDIT,
        ),
        uses=("schedules",),
    ),
)
def handler(request: RestoreWorkflow, ctx: Context) -> Workflow:
    """Restore an archived workflow, inactive."""
    return restore.restore(request, ctx)
