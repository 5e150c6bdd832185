"""POST /v1/workflows/archive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import archive
from bivelio_core.workflows.models import ArchiveWorkflow, Workflow


@endpoint(
    "workflows.archive",
    title="Archive a workflow",
    scope="admin",
    undone_by="workflows.restore",
    needs=Needs(
        writes=(
            keys.WORKFLOW,
            keys.WORKFLOW_VERSION,
            keys.WORKFLOW_TRIGGER,
            keys.WORKFLOW_ADDRESS,
            keys.LIMIT,
            keys.EFFECT,
            AUDIT,
        ),
        uses=("schedules",),
    ),
)
def handler(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Archive a workflow; it can no longer be started."""
    return archive.archive(request, ctx)
