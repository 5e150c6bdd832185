"""Runs that a schedule starts: one for each scheduled time, however often it is delivered."""

from contextlib import suppress

from bivelio_core import clock
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey, effect_target
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent, all_of, equals
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.execution.start import OPERATION, StartReason
from bivelio_core.workflows.execution.stored import definition_of, load_workflow

from .catch_up import firing_key, watched
from .starts import context_of, start_or_tell


def on_schedule(store: TenantStore, workflow_id: str, scheduled_at: str, timezone: str | None = None) -> None:
    """Start the run of a scheduled time, by the clock of a zone: what it shows twice is one time."""
    reason = StartReason(trigger={"type": "cron", "scheduled_at": scheduled_at}, started_by="schedule")
    ctx = context_of(store, firing_key(workflow_id, scheduled_at, timezone))
    try:
        workflow = load_workflow(store, workflow_id)
        start_or_tell(workflow, {}, reason, ctx)
    except ResourceNotFound:
        return  # deleted since; its schedule goes with the next sweep
    is_scheduled = workflow["trigger_type"] == "cron" and workflow["status"] == "active"
    if is_scheduled and not sweep_marks.is_marked(workflow) and not clock.is_moved():
        _watch(store, workflow, scheduled_at)


def has_started(store: TenantStore, workflow_id: str, scheduled_at: str, timezone: str) -> bool:
    """Whether a scheduled time has its run, or a failed one that says why it has none."""
    key = LastingKey(firing_key(workflow_id, scheduled_at, timezone))
    return effect_target(store, EffectKey(OPERATION, key)) is not None


def _watch(store: TenantStore, workflow: Item, scheduled_at: str) -> None:
    """Have the sweeper look for what is missed of a schedule that was put in place before it did."""
    trigger = definition_of(store, workflow)["trigger"]
    change = watched(trigger, settled=clock.parse(scheduled_at))
    unmarked = all_of(equals("version", workflow["version"]), absent("GSI1PK"))
    with suppress(ConditionFailed):  # changed since: whoever changed it has it watched
        store.update(WORKFLOW, workflow["SK"], change, condition=unmarked)
