"""Delete an archived workflow: what could start it goes, what its runs did stays readable."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.workflows.execution.runs import ACTIVE, instance_id
from bivelio_core.workflows.execution.stored import DELETED
from bivelio_core.workflows.models import DeletedWorkflow, DeleteWorkflow
from bivelio_core.workflows.reading import is_archived
from bivelio_core.workflows.runs.criteria import criteria
from bivelio_core.workflows.runs.models import ListInstances
from bivelio_core.workflows.state.forgetting import forget
from bivelio_core.workflows.terms import INSTANCES
from bivelio_core.workflows.triggers import addresses
from bivelio_core.workflows.versions import scheduled

SOURCE = Source(by_id(WORKFLOW), unchanged=("status",), is_shared=True, makes_version=False)
"""A deleted workflow is still found here; the marks of its schedule stay."""

NAMED_RUNS = 20
"""How many of the runs that are in the way a refusal names."""


def delete(request: DeleteWorkflow, ctx: Context) -> DeletedWorkflow:
    """Delete an archived workflow with its state, for good. Deleting it again changes nothing.

    Its versions stay, since its runs show their steps by them. Raises Conflict when it is not archived, or when runs
    of it are under way.
    """

    def decide(workflow: Item) -> Change | None:
        if workflow["status"] == DELETED:
            return None
        if not is_archived(workflow):
            raise Conflict(details={"reason": "not_archived", "status": workflow["status"]})
        if runs := _under_way(ctx, request.id):
            raise Conflict(details={"reason": "runs_under_way", "instances": runs})
        scheduled(ctx, workflow)  # whoever archived it may have died before its schedule was gone
        entry = audit.of(ctx, "workflow.deleted", workflow=request.id, version=workflow["version"])
        after = {**workflow, "status": DELETED, "deleted_at": clock.timestamp()}
        return Change(after, [*addresses.removal_writes(ctx.store, request.id), entry])

    revise(ctx.store, SOURCE, request.id, decide)
    forget(ctx.store, request.id)  # also when it is deleted again, as whoever deleted it may have died before
    return DeletedWorkflow(id=request.id)


def _under_way(ctx: Context, workflow_id: str) -> list[str]:
    """The ids of runs of a workflow that have not ended, some of them if they are many."""
    names: list[str] = []
    for status in ACTIVE:
        request = ListInstances.model_validate({"workflow_id": workflow_id, "status": status})
        page = index_reader.list_page(ctx.store, INSTANCES, criteria(request), page=1, per_page=NAMED_RUNS)
        names += [instance_id(ctx.store, item) for item in page.items]
    return names[:NAMED_RUNS]
