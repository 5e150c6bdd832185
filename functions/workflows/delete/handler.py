"""POST /v1/workflows/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import delete
from bivelio_core.workflows.models import DeletedWorkflow, DeleteWorkflow


@endpoint("workflows.delete", scope="admin")
def handler(request: DeleteWorkflow, ctx: Context) -> DeletedWorkflow:
    """Delete an archived workflow; its runs can still be read."""
    return delete.delete(request, ctx)
