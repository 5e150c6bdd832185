"""Restore an archived workflow."""

from collections.abc import Sequence

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write
from bivelio_core.workflows.execution.runs import granted_scopes
from bivelio_core.workflows.execution.stored import definition_of
from bivelio_core.workflows.models import RestoreWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.versions import VERSIONS, count_in, new_version, scheduled


def restore(request: RestoreWorkflow, ctx: Context) -> Workflow:
    """Take an archived workflow into use again, inactive. Raises Conflict when there are too many.

    One that is not archived is answered as it is.
    """

    def decide(workflow: Item) -> Change | None:
        if not is_archived(workflow):
            return None
        definition, scopes = definition_of(ctx.store, workflow), granted_scopes(ctx.store, workflow)
        entry = audit.of(ctx, "workflow.restored", workflow=request.id, version=workflow["version"] + 1)
        return new_version(ctx, workflow, definition, "inactive", scopes, entry)

    def transact(store: TenantStore, writes: Sequence[Write]) -> None:
        count_in(ctx, lambda counted: store.transact([counted, *writes]))

    return scheduled(ctx, revise(ctx.store, VERSIONS, request.id, decide, transact=transact))
