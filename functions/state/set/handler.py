"""POST /v1/state/set"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.state import writing
from bivelio_core.workflows.state.models import SetState, StateValue


@endpoint(
    "state.set",
    title="Have a workflow remember a value",
    scope="write",
    scope_of="workflows",
    needs=Needs(
        writes=(keys.WORKFLOW_STATE, keys.EFFECT),
        also=(Access((keys.WORKFLOW_STATE, keys.EFFECT), ("ConditionCheckItem",)),),
    ),
)
def handler(request: SetState, ctx: Context) -> StateValue:
    """Have a workflow remember a value, if it is still what was expected."""
    return writing.set_(request, ctx)
