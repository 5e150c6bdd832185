"""POST /v1/workflows/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, INBOUND_TOKENS, Access, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import delete
from bivelio_core.workflows.models import DeletedWorkflow, DeleteWorkflow


@endpoint(
    "workflows.delete",
    title="Delete a workflow",
    scope="admin",
    needs=Needs(
        writes=(keys.WORKFLOW, keys.WORKFLOW_ADDRESS, keys.WORKFLOW_STATE, INBOUND_TOKENS, AUDIT),
        also=(Access((keys.WORKFLOW_STATE,), ("BatchWriteItem",)),),
        uses=("schedules",),
    ),
)
def handler(request: DeleteWorkflow, ctx: Context) -> DeletedWorkflow:
    """Delete an archived workflow; its runs can still be read."""
    return delete.delete(request, ctx)
