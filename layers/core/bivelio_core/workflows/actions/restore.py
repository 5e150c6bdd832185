"""Restore an archived workflow."""

from functools import partial

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import UpdateWrite, Write
from bivelio_core.workflows.execution.runs import granted_scopes
from bivelio_core.workflows.execution.stored import definition_of, load_workflow
from bivelio_core.workflows.models import RestoreWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.versions import (
    UPDATE_TRIES,
    count_in,
    revision,
    scheduled,
)


def restore(request: RestoreWorkflow, ctx: Context) -> Workflow:
    """Take an archived workflow into use again, inactive. Raises Conflict when there are too many.

    One that is not archived is answered as it is.
    """
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if not is_archived(before):
            return scheduled(ctx, before)
        entry = audit.of(ctx, "workflow.restored", workflow=request.id, version=before["version"] + 1)
        definition, scopes = definition_of(ctx.store, before), granted_scopes(ctx.store, before)
        item, writes = revision(ctx, before, definition, "inactive", scopes, entry)
        try:
            count_in(ctx, partial(_transact, ctx, writes))
        except TransactionFailed:
            continue  # somebody else has changed it
        return scheduled(ctx, item)
    raise ChangedMeanwhile


def _transact(ctx: Context, writes: list[Write], counted: UpdateWrite) -> None:
    ctx.store.transact([counted, *writes])
