"""Pause a run."""

from collections.abc import Callable

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.workflows.execution import pausing
from bivelio_core.workflows.execution.runs import (
    FINAL,
    PENDING,
    RUNNING,
    WAITING,
    Superseded,
)
from bivelio_core.workflows.runs.models import (
    InstanceSummary,
    PauseInstance,
)
from bivelio_core.workflows.runs.promised import load_instance
from bivelio_core.workflows.runs.show import summary_of


def pause_run(request: PauseInstance, ctx: Context) -> InstanceSummary:
    """Pause a run: steps that are running finish, no other begins. Pausing it again changes nothing.

    Raises Conflict when it has not begun (it waits in a queue) or has ended.
    """
    return change_pause(ctx, request.instance_id, (RUNNING, WAITING), "instance.paused", pausing.pause)


def change_pause(
    ctx: Context, public: str, among: tuple[str, ...], action: audit.Action, change: Callable[..., Item]
) -> InstanceSummary:
    """Pause or resume a run that is in one of these states. Raises Conflict when it has ended, or has not begun."""
    item = load_instance(ctx, public)
    if item["status"] in among:
        entry = audit.of(ctx, action, instance=public, workflow=item["workflow_id"])
        try:
            return summary_of(ctx, change(ctx.store, item, entry))
        except Superseded as superseded:
            item = superseded.item or item
    if item["status"] in FINAL:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    if item["status"] == PENDING and action == "instance.paused":
        raise Conflict(details={"reason": "not_begun", "status": item["status"]})
    if pausing.RESUMED in item:
        pausing.wake_parked(ctx.store, item)  # an earlier call may have left this unfinished
    return summary_of(ctx, item)
