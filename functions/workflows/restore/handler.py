"""POST /v1/workflows/restore"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import restore
from bivelio_core.workflows.models import RestoreWorkflow, Workflow


@endpoint("workflows.restore", scope="admin")
def handler(request: RestoreWorkflow, ctx: Context) -> Workflow:
    """Restore an archived workflow, inactive."""
    return restore.restore(request, ctx)
