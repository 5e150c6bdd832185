"""Read what a workflow remembers."""

from bivelio_core.context import Context

from . import items
from .models import GetState, ListState, StateValue, StateValues


def get(request: GetState, ctx: Context) -> StateValue:
    """The value of a name; null, of version 0, when there is none. Raises what `workflow_of` raises."""
    workflow = items.workflow_of(request.workflow_id, ctx)
    return items.state_value(workflow, request.name, items.read(ctx.store, workflow, request.name))


def page(request: ListState, ctx: Context) -> StateValues:
    """All values of a workflow, which are at most 100. Raises what `workflow_of` raises."""
    workflow = items.workflow_of(request.workflow_id, ctx)
    values = [items.state_value(workflow, name, current) for name, current in items.read_all(ctx.store, workflow)]
    return StateValues(workflow_id=workflow, values=values)
