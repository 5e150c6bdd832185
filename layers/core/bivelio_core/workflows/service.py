"""The operations on workflows: every version is kept, the latest one is run."""

from typing import Any

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.models import Pagination
from bivelio_core.scopes import allows
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import LIMIT, WORKFLOW, WORKFLOW_TRIGGER, WORKFLOW_VERSION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Condition, Key, Put, Write, absent, all_of, equals

from .definitions.redaction import redacted, redacted_data
from .execution import payloads, sweep_marks
from .execution.runs import definition_of, granted_scopes, version_key
from .execution.stored import DELETED, PAUSED_AT, load_workflow
from .models import (
    ArchiveWorkflow,
    GetWorkflow,
    ListWorkflows,
    Workflow,
    WorkflowPage,
    WorkflowSummary,
)
from .triggers import schedules

DEFINED = ("name", "description", "trigger_type", "trigger", "concurrency", "steps", "on_failure", "output")
"""What a version holds. Lists show the item, which repeats the short ones."""

UPDATE_TRIES = 4


def list_workflows(request: ListWorkflows, ctx: Context) -> WorkflowPage:
    """The page of workflows, newest first. An organisation has few, so they are read whole."""
    items = [item for item in ctx.store.query(WORKFLOW, consistent=True) if item["status"] != DELETED]
    found = [item for item in items if request.status == item["status"] or not (request.status or is_archived(item))]
    found.sort(key=lambda item: (item["created_at"], item["SK"]), reverse=True)
    return WorkflowPage(
        workflows=[_summary(item) for item in request.slice_of(found)],
        pagination=Pagination.of(request, len(found)),
    )


def get(request: GetWorkflow, ctx: Context) -> Workflow:
    """Read a workflow, an archived one too, as it is or as an earlier version defined it.

    A caller who may not write it sees no credentials.
    """
    found = show(ctx, load_workflow(ctx.store, request.id), request.version)
    return found if allows(ctx.scopes, "workflows", "admin") else found.model_copy(update=_redacted(found))


def archive(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Archive a workflow: nothing starts it any more; active runs continue. Archiving it again changes nothing."""
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if is_archived(before):
            return scheduled(ctx, before)
        entry = audit.of(ctx, "workflow.archived", workflow=request.id, version=before["version"] + 1)
        definition, scopes = definition_of(ctx.store, before), granted_scopes(ctx.store, before)
        if (written := revise_workflow(ctx, before, definition, "archived", scopes, entry)) is not None:
            return scheduled(ctx, written)
    raise ChangedMeanwhile


def revise_workflow(
    ctx: Context,
    before: Item,
    definition: dict[str, Any],
    status: str,
    scopes: list[str] | None,
    entry: Put,
    *also: Write,
) -> Item | None:
    """Write the next version, its audit entry and more, unless there was another write in between: then None."""
    item, writes = revision(ctx, before, definition, status, scopes, entry)
    try:
        ctx.store.transact([*writes, *also])
    except TransactionFailed:
        return None
    return item


def revision(
    ctx: Context, before: Item, definition: dict[str, Any], status: str, scopes: list[str] | None, entry: Put
) -> tuple[Item, list[Write]]:
    """The next version of a workflow, and the writes that make it, on condition that there was no other one.

    A paused workflow stays paused unless it is archived; that nobody pauses or resumes it meanwhile is a condition too.
    """
    workflow_id = before["SK"]
    about = {
        "version": before["version"] + 1,
        "status": status,
        "created_at": before["created_at"],
        "updated_at": clock.timestamp(),
        **({PAUSED_AT: before[PAUSED_AT]} if PAUSED_AT in before and status != "archived" else {}),
    }
    item = workflow_item(definition, about, was_cron=before["trigger_type"] == "cron")
    unchanged = all_of(equals("version", before["version"]), pause_is(before.get(PAUSED_AT)))
    put = ctx.store.put_write(WORKFLOW, workflow_id, item, condition=unchanged)
    old, new = (_trigger_name(workflow_id, one) for one in (before, item))
    dropped: list[Write] = [ctx.store.delete_write(WORKFLOW_TRIGGER, old)] if old and old != new else []
    counted: list[Write] = [limits.removed(limit_key(ctx))] if status == "archived" else []
    versions = version_writes(ctx, workflow_id, definition, item, scopes)
    return put.item, [put, *versions, *dropped, *counted, entry]


def pause_is(paused_at: str | None) -> Condition:
    """Whether a workflow is still paused as it was read, or still not."""
    return equals(PAUSED_AT, paused_at) if paused_at else absent(PAUSED_AT)


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
        writes.append(ctx.store.put_write(WORKFLOW_TRIGGER, name, about))
    return writes


def _trigger_name(workflow_id: str, item: Item) -> str | None:
    """Where a workflow that waits for an event is found by it."""
    return f"{item['event']}#{workflow_id}" if "event" in item and item["status"] == "active" else None


def scheduled(ctx: Context, item: Item) -> Workflow:
    """The workflow, with its schedule in place."""
    if sweep_marks.is_marked(item):
        schedules.apply(ctx.store, item, definition_of(ctx.store, item)["trigger"])
    return show(ctx, item)


def show(ctx: Context, item: Item, version: int | None = None) -> Workflow:
    """The workflow as it is answered, with the definition of a version: the latest, if none is named."""
    definition = definition_of(ctx.store, item, version)
    shown = {**_summary(item).model_dump(), **definition, "version": version or item["version"]}
    return Workflow(**{**shown, "steps_count": len(definition["steps"])})


def _redacted(workflow: Workflow) -> dict[str, Any]:
    shown = {name: redacted(getattr(workflow, name)) for name in ("steps", "on_failure", "trigger")}
    return {**shown, "output": redacted_data(workflow.output)}


def _summary(item: Item) -> WorkflowSummary:
    return WorkflowSummary(id=item["SK"], **{name: item[name] for name in WorkflowSummary.model_fields if name in item})


def is_archived(item: Item) -> bool:
    """Whether it was taken out of use."""
    return bool(item["status"] == "archived")
