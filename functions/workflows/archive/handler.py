"""POST /v1/workflows/archive"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import archive
from bivelio_core.workflows.models import ArchiveWorkflow, Workflow


@endpoint("workflows.archive", scope="admin")
def handler(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Archive a workflow; it can no longer be started."""
    return archive.archive(request, ctx)
