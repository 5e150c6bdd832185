"""Delete an archived workflow: what could start it goes, what its runs did stays readable."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, all_of, equals
from bivelio_core.workflows.execution.runs import ACTIVE, instance_id
from bivelio_core.workflows.execution.stored import DELETED
from bivelio_core.workflows.models import DeletedWorkflow, DeleteWorkflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.runs.criteria import criteria
from bivelio_core.workflows.runs.models import ListInstances
from bivelio_core.workflows.terms import INSTANCES
from bivelio_core.workflows.triggers import addresses
from bivelio_core.workflows.versions import UPDATE_TRIES, scheduled

NAMED_RUNS = 20
"""How many of the runs that are in the way a refusal names."""


def delete(request: DeleteWorkflow, ctx: Context) -> DeletedWorkflow:
    """Delete an archived workflow, for good. Deleting it again changes nothing.

    Its versions stay, since its runs show their steps by them. Raises Conflict when it is not archived, or when runs
    of it are under way.
    """
    for _ in range(UPDATE_TRIES):
        before = ctx.store.find(WORKFLOW, request.id)
        if before["status"] == DELETED:
            return DeletedWorkflow(id=request.id)
        if not is_archived(before):
            raise Conflict(details={"reason": "not_archived", "status": before["status"]})
        if runs := _under_way(ctx, request.id):
            raise Conflict(details={"reason": "runs_under_way", "instances": runs})
        scheduled(ctx, before)  # whoever archived it may have died before its schedule was gone
        now = clock.timestamp()
        gone = Update(set={"status": DELETED, "deleted_at": now, "updated_at": now})
        unchanged = all_of(equals("version", before["version"]), equals("status", before["status"]))
        entry = audit.of(ctx, "workflow.deleted", workflow=request.id, version=before["version"])
        writes = [
            ctx.store.update_write(WORKFLOW, request.id, gone, condition=unchanged),
            *addresses.removal_writes(ctx.store, request.id),
            entry,
        ]
        try:
            ctx.store.transact(writes)
        except TransactionFailed:
            continue  # somebody else has restored or deleted it
        return DeletedWorkflow(id=request.id)
    raise ChangedMeanwhile


def _under_way(ctx: Context, workflow_id: str) -> list[str]:
    """The ids of runs of a workflow that have not ended, some of them if they are many."""
    found: list[str] = []
    for status in ACTIVE:
        asked = ListInstances.model_validate({"workflow_id": workflow_id, "status": status})
        page = index_reader.list_page(ctx.store, INSTANCES, criteria(asked), page=1, per_page=NAMED_RUNS)
        found += [instance_id(ctx.store, item) for item in page.items]
    return found[:NAMED_RUNS]
