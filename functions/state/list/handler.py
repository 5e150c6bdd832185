"""POST /v1/state/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.state import reading
from bivelio_core.workflows.state.models import ListState, StateValues


@endpoint("state.list", scope="read", scope_of="workflows")
def handler(request: ListState, ctx: Context) -> StateValues:
    """List all values that a workflow remembers."""
    return reading.page(request, ctx)
