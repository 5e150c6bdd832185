"""POST /v1/state/increment"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.state.actions import increment
from bivelio_core.workflows.state.models import IncrementState, StateValue


@endpoint(
    "state.increment",
    title="Increase a number that a workflow remembers",
    scope="write",
    scope_of="workflows",
    needs=Needs(
        writes=(keys.WORKFLOW_STATE, keys.EFFECT),
        also=(Access((keys.WORKFLOW_STATE, keys.EFFECT), ("ConditionCheckItem",)),),
    ),
)
def handler(request: IncrementState, ctx: Context) -> StateValue:
    """Increase a whole number that a workflow remembers, and answer the new one."""
    return increment.increment(request, ctx)
