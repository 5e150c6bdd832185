"""Pause a workflow: while it is paused its starts and retries are refused, and its runs under way go on.

Its version, its schedule, its URL and what it waits for stay as they are; `execution/start.py` looks at `paused_at`.
"""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, all_of, equals
from bivelio_core.workflows.execution.stored import PAUSED_AT, load_workflow
from bivelio_core.workflows.models import PauseWorkflow, Workflow
from bivelio_core.workflows.reading import is_archived, show
from bivelio_core.workflows.versions import UPDATE_TRIES, pause_is


def pause(request: PauseWorkflow, ctx: Context) -> Workflow:
    """Have a workflow start nothing until it is resumed. Pausing it again changes nothing.

    Raises Conflict when it is archived.
    """
    now = clock.timestamp()
    change = Update(set={PAUSED_AT: now, "updated_at": now})
    return change_pause(ctx, request.id, change, "workflow.paused", is_paused=True)


def change_pause(ctx: Context, workflow_id: str, change: Update, action: audit.Action, *, is_paused: bool) -> Workflow:
    """Pause or resume a workflow, unless it is as wanted. Raises Conflict when it is archived."""
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, workflow_id)
        if is_archived(before):
            raise Conflict(details={"reason": "archived", "archived_at": before["updated_at"]})
        if (PAUSED_AT in before) == is_paused:
            return show(ctx, before)
        same = all_of(equals("version", before["version"]), pause_is(before.get(PAUSED_AT)))
        entry = audit.of(ctx, action, workflow=workflow_id, version=before["version"])
        try:
            ctx.store.transact([ctx.store.update_write(WORKFLOW, workflow_id, change, condition=same), entry])
        except TransactionFailed:
            continue  # somebody else has changed, paused or resumed it
        kept = {name: value for name, value in before.items() if name not in change.remove}
        return show(ctx, {**kept, **change.set})
    raise ChangedMeanwhile
