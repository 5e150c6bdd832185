"""What can be done with workflows' definitions: every version is kept, the latest one is run."""

import json
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ResourceNotFound, ValidationError
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Write, absent, equals
from bivelio_core.store.keys import WORKFLOW, WORKFLOW_TRIGGER, WORKFLOW_VERSION
from bivelio_core.store.once import effect_target, write_once
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore

from . import payloads, schedules, watch
from .check import check_definition
from .models import (
    ArchiveWorkflow,
    CreateWorkflow,
    GetWorkflow,
    ListWorkflows,
    UpdateWorkflow,
    Workflow,
    WorkflowPage,
    WorkflowSummary,
)
from .runs import version_key
from .start import load_workflow

MAXIMUM_WORKFLOWS = 500
DEFINED = ("name", "description", "trigger_type", "trigger", "concurrency", "steps", "output")
"""What a version holds. Lists show the item, which repeats the short ones."""

UPDATE_TRIES = 4


def list_workflows(request: ListWorkflows, ctx: Context) -> WorkflowPage:
    """The page of workflows, newest first. An organisation has few, so they are read whole."""
    items = ctx.store.query(WORKFLOW, consistent=True)
    found = [item for item in items if request.status == item["status"] or not (request.status or _is_archived(item))]
    found.sort(key=lambda item: (item["created_at"], item["SK"]), reverse=True)
    start = (request.page - 1) * request.per_page
    return WorkflowPage(
        workflows=[_summary(item) for item in found[start : start + request.per_page]],
        pagination=Pagination.of(request, len(found)),
    )


def create(request: CreateWorkflow, ctx: Context) -> Workflow:
    """Create a workflow. Raises Unprocessable for a definition that cannot be run, Conflict when there are too many."""
    definition = {name: getattr(request, name) for name in DEFINED}
    definition["concurrency"] = request.concurrency or ("allow" if request.trigger_type == "event" else "single")
    check_definition(definition)
    if ctx.idempotency_key and (made := effect_target(ctx.store, "workflows.create", ctx.idempotency_key)):
        return _scheduled(ctx, load_workflow(ctx.store, made))
    if len(ctx.store.query(WORKFLOW, limit=MAXIMUM_WORKFLOWS)) >= MAXIMUM_WORKFLOWS:
        raise Conflict(details={"reason": "too_many_workflows", "limit": MAXIMUM_WORKFLOWS})
    workflow_id = ids.new_id("workflow", ctx.organisation)
    now = clock.timestamp()
    about = {"version": 1, "status": "active", "created_at": now, "updated_at": now}
    item = _item(definition, about, was_cron=False)
    writes: list[Write] = [
        ctx.store.put_write(WORKFLOW, workflow_id, item, condition=absent()),
        *_version_writes(ctx, workflow_id, definition, item),
    ]
    if ctx.idempotency_key is None:
        ctx.store.transact(writes)
    else:
        workflow_id = write_once(ctx.store, "workflows.create", ctx.idempotency_key, workflow_id, writes)
    return _scheduled(ctx, load_workflow(ctx.store, workflow_id))


def get(request: GetWorkflow, ctx: Context) -> Workflow:
    """Read a workflow, an archived one too, as it is or as an earlier version defined it."""
    return _show(ctx, load_workflow(ctx.store, request.id), request.version)


def update(request: UpdateWorkflow, ctx: Context) -> Workflow:
    """Change what is sent, as a new version. Raises Conflict when the workflow is archived or of another version.

    A workflow that is already as asked for stays as it is: the same request may have made it so, its answer lost.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if _is_archived(before):
            raise Conflict(details={"reason": "archived", "archived_at": before["updated_at"]})
        defined = definition_of(ctx.store, before)
        definition = {**defined, **{name: getattr(request, name) for name in sent & set(DEFINED)}}
        if "trigger_type" in sent and "trigger" not in sent:
            definition["trigger"] = {}
        status = request.status if "status" in sent else before["status"]
        if (definition, status) == (defined, before["status"]):
            return _scheduled(ctx, before)
        if request.version not in (None, before["version"]):
            raise Conflict(details={"reason": "version", "version": before["version"]})
        check_definition(definition)
        if (written := _revise(ctx, before, definition, str(status))) is not None:
            return _scheduled(ctx, written)
    raise ChangedMeanwhile


def archive(request: ArchiveWorkflow, ctx: Context) -> Workflow:
    """Take a workflow out of use: nothing starts it any more; runs under way go on. Twice is the same as once."""
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if _is_archived(before):
            return _scheduled(ctx, before)
        if (written := _revise(ctx, before, definition_of(ctx.store, before), "archived")) is not None:
            return _scheduled(ctx, written)
    raise ChangedMeanwhile


def _revise(ctx: Context, before: Item, definition: dict[str, Any], status: str) -> Item | None:
    """Write the next version under the condition that nobody wrote in between; None when somebody did."""
    workflow_id = before["SK"]
    about = {
        "version": before["version"] + 1,
        "status": status,
        "created_at": before["created_at"],
        "updated_at": clock.timestamp(),
    }
    item = _item(definition, about, was_cron=before["trigger_type"] == "cron")
    unchanged = equals("version", before["version"])
    put = ctx.store.put_write(WORKFLOW, workflow_id, item, condition=unchanged)
    old, new = (_trigger_name(workflow_id, one) for one in (before, item))
    dropped = [ctx.store.delete_write(WORKFLOW_TRIGGER, old)] if old and old != new else []
    try:
        ctx.store.transact([put, *_version_writes(ctx, workflow_id, definition, item), *dropped])
    except TransactionFailed:
        return None
    return put.item


def _item(definition: dict[str, Any], about: dict[str, Any], *, was_cron: bool) -> dict[str, Any]:
    """What lists and starts read; the rest of the definition is in its version."""
    event = definition["trigger"].get("event") if definition["trigger_type"] == "event" else None
    return {
        **about,
        **{name: definition[name] for name in ("name", "description", "trigger_type", "concurrency")},
        "steps_count": len(definition["steps"]),
        **({"event": event} if event else {}),
        **(schedules.mark() if was_cron or definition["trigger_type"] == "cron" else {}),
    }


def _version_writes(ctx: Context, workflow_id: str, definition: dict[str, Any], item: dict[str, Any]) -> list[Write]:
    version = {"definition": payloads.to_text(definition), "at": item["updated_at"], "by": ctx.actor.id}
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


def _scheduled(ctx: Context, item: Item) -> Workflow:
    """The workflow, with its schedule in place."""
    if watch.is_watched(item):
        schedules.apply(ctx.store, item, definition_of(ctx.store, item)["trigger"])
    return _show(ctx, item)


def definition_of(store: TenantStore, item: Item, version: int | None = None) -> dict[str, Any]:
    """What a version of a workflow says; the latest, if none is named."""
    found = store.get(WORKFLOW_VERSION, version_key(item["SK"], version or item["version"]))
    if found is None:
        raise ResourceNotFound
    definition: dict[str, Any] = json.loads(found["definition"])
    return definition


def _show(ctx: Context, item: Item, version: int | None = None) -> Workflow:
    definition = definition_of(ctx.store, item, version)
    shown = {**_summary(item).model_dump(), **definition, "version": version or item["version"]}
    return Workflow(**{**shown, "steps_count": len(definition["steps"])})


def _summary(item: Item) -> WorkflowSummary:
    return WorkflowSummary(id=item["SK"], **{name: item[name] for name in WorkflowSummary.model_fields if name != "id"})


def _is_archived(item: Item) -> bool:
    return bool(item["status"] == "archived")
