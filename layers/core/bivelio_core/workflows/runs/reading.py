"""The operations that only read runs of workflows (instances)."""

from functools import partial

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import localised
from bivelio_core.workflows.runs.show import shown, shows_credentials, summary_of
from bivelio_core.workflows.terms import INSTANCES

from .criteria import criteria
from .models import (
    GetInstance,
    Instance,
    InstancePage,
    ListedInstance,
    ListInstances,
    WaitingApproval,
)
from .promised import load_instance
from .steps.show import approvals_of, steps_of, waiting_approvals


def instances(request: ListInstances, ctx: Context) -> InstancePage:
    """The page of instances that meet all criteria, newest first. Raises as reading the workflow does."""
    if request.workflow_id is not None:
        ctx.store.find(WORKFLOW, request.workflow_id)  # also one that was deleted
    page = index_reader.list_page(ctx.store, INSTANCES, criteria(request), page=request.page, per_page=request.per_page)
    listed = [ListedInstance(**summary_of(ctx, item).model_dump()) for item in page.items]
    if request.with_waiting:
        waiting = in_threads([partial(_waiting, ctx, item) for item in page.items])
        listed = [one.model_copy(update={"waiting": approvals}) for one, approvals in zip(listed, waiting, strict=True)]
    return InstancePage(instances=listed, pagination=Pagination.of(request, page.total))


def _waiting(ctx: Context, item: Item) -> list[WaitingApproval]:
    return approvals_of(ctx, item, shows_credentials=shows_credentials(ctx))


def instances_get(request: GetInstance, ctx: Context) -> Instance:
    """Read an instance with how each of its steps stands."""
    item = load_instance(ctx, request.instance_id)
    steps = steps_of(ctx.store, item, ctx.language, shows_credentials=shows_credentials(ctx))
    return Instance(
        **summary_of(ctx, item, is_whole=True).model_dump(),
        workflow_version=item["workflow_version"],
        trigger=shown(ctx, payloads.read(item, "trigger", {})),
        started_by=item["started_by"],
        retry_of=item.get("retry_of"),
        output=shown(ctx, payloads.read_if_kept(item, "output")),
        error=shown(ctx, localised(payloads.read(item, "error"), ctx.language)),
        failed_step=item.get("failed_step"),
        steps=steps,
        waiting=waiting_approvals(ctx, item, steps),
    )
