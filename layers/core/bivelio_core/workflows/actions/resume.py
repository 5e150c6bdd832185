"""Resume a paused workflow."""

from bivelio_core.context import Context
from bivelio_core.workflows.models import ResumeWorkflow, Workflow

from .pause import change_pause


def resume(request: ResumeWorkflow, ctx: Context) -> Workflow:
    """Have a paused workflow start runs again. One that is not paused is answered as it is.

    Raises Conflict when it is archived.
    """
    return change_pause(ctx, request.id, "workflow.resumed", is_paused=False)
