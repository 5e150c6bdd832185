"""POST /v1/state/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.state import reading
from bivelio_core.workflows.state.models import GetState, StateValue


@endpoint("state.get", title="Read a value that a workflow remembers", scope="read", scope_of="workflows")
def handler(request: GetState, ctx: Context) -> StateValue:
    """Read a value that a workflow remembers; null when there is none."""
    return reading.get(request, ctx)
