"""POST /v1/workflows/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import reading
from bivelio_core.workflows.models import ListWorkflows, WorkflowPage


@endpoint(
    "workflows.list", title="List workflows", scope="read", is_public=True, paths=("/workflows/list", "/workflows")
)
def handler(request: ListWorkflows, ctx: Context) -> WorkflowPage:
    """List workflows, newest first."""
    return reading.page(request, ctx)
