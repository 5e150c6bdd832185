"""POST /v1/workflows/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import writing
from bivelio_core.workflows.models import CreateWorkflow, Workflow


@endpoint("workflows.create", scope="admin")
def handler(request: CreateWorkflow, ctx: Context) -> Workflow:
    """Create a workflow."""
    return writing.create(request, ctx)
