"""Archive a workflow: nothing starts it any more."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise
from bivelio_core.workflows.execution.runs import granted_scopes
from bivelio_core.workflows.execution.stored import definition_of
from bivelio_core.workflows.models import ArchiveWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.versions import VERSIONS, new_version, scheduled


def archive(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Archive a workflow: nothing starts it any more; active runs continue. Archiving it again changes nothing."""

    def decide(workflow: Item) -> Change | None:
        if is_archived(workflow):
            return None
        definition, scopes = definition_of(ctx.store, workflow), granted_scopes(ctx.store, workflow)
        entry = audit.of(ctx, "workflow.archived", workflow=request.id, version=workflow["version"] + 1)
        return new_version(ctx, workflow, definition, "archived", scopes, entry)

    return scheduled(ctx, revise(ctx.store, VERSIONS, request.id, decide))
