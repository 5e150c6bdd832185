"""Pause a workflow: while it is paused its starts and retries are refused, and its runs under way go on.

Its version, its schedule, its URL and what it waits for stay as they are; `execution/start.py` looks at `paused_at`.
"""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise
from bivelio_core.workflows.execution.stored import PAUSED_AT
from bivelio_core.workflows.models import PauseWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived, show
from bivelio_core.workflows.versions import PAUSES


def pause(request: PauseWorkflow, ctx: Context) -> Workflow:
    """Have a workflow start nothing until it is resumed. Pausing it again changes nothing.

    Raises Conflict when it is archived.
    """
    return change_pause(ctx, request.id, "workflow.paused", is_paused=True)


def change_pause(ctx: Context, workflow_id: str, action: audit.Action, *, is_paused: bool) -> Workflow:
    """Pause or resume a workflow, unless it is as wanted. Raises Conflict when it is archived."""

    def decide(workflow: Item) -> Change | None:
        if is_archived(workflow):
            raise Conflict(details={"reason": "archived", "archived_at": workflow["updated_at"]})
        if (PAUSED_AT in workflow) == is_paused:
            return None
        after = {name: value for name, value in workflow.items() if name != PAUSED_AT}
        paused = {PAUSED_AT: clock.timestamp()} if is_paused else {}
        return Change({**after, **paused}, [audit.of(ctx, action, workflow=workflow_id, version=workflow["version"])])

    return show(ctx, revise(ctx.store, PAUSES, workflow_id, decide))
