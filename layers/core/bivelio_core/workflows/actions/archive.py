"""Archive a workflow: nothing starts it any more."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.workflows.execution.runs import granted_scopes
from bivelio_core.workflows.execution.stored import definition_of, load_workflow
from bivelio_core.workflows.models import ArchiveWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.versions import UPDATE_TRIES, revise_workflow, scheduled


def archive(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Archive a workflow: nothing starts it any more; active runs continue. Archiving it again changes nothing."""
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if is_archived(before):
            return scheduled(ctx, before)
        entry = audit.of(ctx, "workflow.archived", workflow=request.id, version=before["version"] + 1)
        definition, scopes = definition_of(ctx.store, before), granted_scopes(ctx.store, before)
        if (written := revise_workflow(ctx, before, definition, "archived", scopes, entry)) is not None:
            return scheduled(ctx, written)
    raise ChangedMeanwhile
