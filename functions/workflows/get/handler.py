"""POST /v1/workflows/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import reading
from bivelio_core.workflows.models import GetWorkflow, Workflow


@endpoint("workflows.get", scope="read", is_public=True)
def handler(request: GetWorkflow, ctx: Context) -> Workflow:
    """Get a workflow with its definition."""
    return reading.get(request, ctx)
