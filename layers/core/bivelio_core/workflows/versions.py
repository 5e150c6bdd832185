"""Versions of workflows: every one is kept, the latest one is run; and how many workflows are in use."""

from collections.abc import Callable
from typing import Any

from bivelio_core import clock, config, domain
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import LIMIT, WORKFLOW, WORKFLOW_TRIGGER, WORKFLOW_VERSION
from bivelio_core.store.limits import Limit, LimitReached, Made
from bivelio_core.store.revise import Change, Source
from bivelio_core.store.writes import Key, UpdateWrite, Write, absent
from bivelio_core.workflows.execution.stored import DELETED

from .execution import payloads
from .execution.inputs import HAS_SCHEMA
from .execution.stored import PAUSED_AT, definition_of, load_workflow, version_key
from .models import Workflow
from .reading import is_archived, show
from .triggers import schedules

DEFINED = (
    "name",
    "description",
    "trigger_type",
    "trigger",
    "concurrency",
    "steps",
    "on_failure",
    "output",
    "input_schema",
)
"""What a version holds. Lists show the item, which repeats the short ones."""

VERSIONS = Source(load_workflow, unchanged=(PAUSED_AT, "status"))
"""How a new version of a workflow is made. Who pauses, resumes or deletes it makes none."""

PAUSES = Source(load_workflow, unchanged=(PAUSED_AT,), is_shared=True, makes_version=False)
"""How a workflow is paused and resumed: its version stays, and so do the marks of its schedule."""


def new_version(
    ctx: Context, before: Item, definition: dict[str, Any], status: str, scopes: list[str] | None, *also: Write
) -> Change:
    """The next version of a workflow, with what else is written with it: its audit entry above all.

    A paused workflow stays paused unless it is archived.
    """
    workflow_id = before["SK"]
    attributes = {
        "version": before["version"] + 1,
        "status": status,
        "created_at": before["created_at"],
        "updated_at": clock.timestamp(),
        **({PAUSED_AT: before[PAUSED_AT]} if PAUSED_AT in before and status != "archived" else {}),
    }
    after = workflow_item(definition, attributes, was_cron=before["trigger_type"] == "cron")
    old, new = (_trigger_name(workflow_id, one) for one in (before, after))
    dropped: list[Write] = [ctx.store.delete_write(WORKFLOW_TRIGGER, old)] if old and old != new else []
    counted: list[Write] = [limits.removed(limit_key(ctx))] if status == "archived" else []
    versions = version_writes(ctx, workflow_id, definition, after, scopes)
    return Change(ctx.store.item(WORKFLOW, workflow_id, after), [*versions, *dropped, *counted, *also])


def limit_key(ctx: Context) -> Key:
    """The counter of the workflows that are not archived."""
    return ctx.store.key(LIMIT, "workflows")


def workflow_item(definition: dict[str, Any], about: dict[str, Any], *, was_cron: bool) -> dict[str, Any]:
    """What lists and starts read; the rest of the definition is in its version."""
    event = definition["trigger"].get("event") if definition["trigger_type"] == "event" else None
    return {
        **about,
        **{name: definition[name] for name in ("name", "description", "trigger_type", "concurrency")},
        "steps_count": len(definition["steps"]),
        **({"event": event} if event else {}),
        **({HAS_SCHEMA: True} if definition.get("input_schema") else {}),
        **(schedules.mark() if was_cron or definition["trigger_type"] == "cron" else {}),
    }


def version_writes(
    ctx: Context, workflow_id: str, definition: dict[str, Any], item: dict[str, Any], scopes: list[str] | None
) -> list[Write]:
    """The writes of a version: what it says, what its steps may do, and that it waits for an event."""
    version = {
        "definition": payloads.to_text(definition),
        "at": item["updated_at"],
        "by": ctx.actor.id,
        **({} if scopes is None else {"scopes": scopes}),
    }
    writes: list[Write] = [
        ctx.store.put_write(WORKFLOW_VERSION, version_key(workflow_id, item["version"]), version, condition=absent())
    ]
    if name := _trigger_name(workflow_id, item):
        about = {"filter": definition["trigger"].get("filter"), "workflow_id": workflow_id}
        if before := definition["trigger"].get("before"):
            lead = domain.event_types()[item["event"]].lead
            if lead is None:
                raise LookupError(f"{item['event']} has no lead")
            about["before"] = lead().normal(before)
            writes.append(lead().planning(ctx.store, about["before"]))
        writes.append(ctx.store.put_write(WORKFLOW_TRIGGER, name, about))
    return writes


def _trigger_name(workflow_id: str, item: Item) -> str | None:
    """Where a workflow that waits for an event is found by it."""
    return f"{item['event']}#{workflow_id}" if "event" in item and item["status"] == "active" else None


def scheduled(ctx: Context, item: Item) -> Workflow:
    """The workflow, with its schedule in place."""
    if schedules.is_unscheduled(item):
        schedules.apply(ctx.store, item, definition_of(ctx.store, item)["trigger"])
    return show(ctx, item)


def count_in(ctx: Context, write: Callable[[UpdateWrite], Made]) -> Made:
    """Write one workflow more in use; the first write of its transaction counts it. Raises Conflict at the limit."""
    most = config.maximum_workflows()
    limit = Limit(limit_key(ctx), most, lambda: _number_in_use(ctx))
    try:
        return limits.create(ctx.store.table, limit, write, position=0)
    except LimitReached as reached:
        raise Conflict(details={"reason": "too_many_workflows", "limit": most}) from reached


def _number_in_use(ctx: Context) -> int:
    items = ctx.store.query(WORKFLOW, consistent=True)
    return sum(not is_archived(item) and item["status"] != DELETED for item in items)
