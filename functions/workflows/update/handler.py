"""POST /v1/workflows/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows import writing
from bivelio_core.workflows.models import UpdateWorkflow, Workflow


@endpoint(
    "workflows.update",
    title="Update a workflow",
    scope="admin",
    of_all_scopes=True,
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
        uses=("schedules", "seal_secrets"),
    ),
)
def handler(request: UpdateWorkflow, ctx: Context) -> Workflow:
    """Update a workflow; each update makes a new version."""
    return writing.update(request, ctx)
