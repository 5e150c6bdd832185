"""Create and update workflows: a definition is checked with the models of all its steps, and becomes a version."""

from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ValidationError
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.writes import UpdateWrite, Write, absent

from .execution.runs import granted_scopes
from .execution.stored import definition_of, load_workflow
from .models import CreateWorkflow, UpdateWorkflow, Workflow
from .reading import is_archived
from .saving import (
    MANY_AT_ONCE,
    address_writes,
    check,
    grant,
    require_secrets,
    take_secrets,
    written_concurrency,
)
from .versions import (
    DEFINED,
    VERSIONS,
    count_in,
    new_version,
    scheduled,
    version_writes,
    workflow_item,
)

GRANTED = ("trigger_type", "trigger", "steps", "on_failure")
"""The fields whose use needs the saving caller's scopes; a version that changes none of them keeps its grant."""

UNJUDGED = frozenset({"name", "description", "status"})
"""What can be changed of a definition that would be refused today: it was saved before, and can be switched off."""

CREATE = "workflows.create"
"""The operation under which a workflow is created once per Idempotency-Key."""


def create(request: CreateWorkflow, ctx: Context) -> Workflow:
    """Create a workflow. Raises Unprocessable for a definition that cannot be run, Conflict when there are too many.

    Raises InsufficientScope for steps that do, and events that tell, what the caller may not do or read.
    """
    definition = {name: getattr(request, name) for name in DEFINED}
    definition["concurrency"] = written_concurrency(request.concurrency) or (
        "allow" if request.trigger_type in MANY_AT_ONCE else "single"
    )
    key = EffectKey.of(CREATE, ctx.idempotency_key, request)
    if created_id := effect_target(ctx.store, key):
        return scheduled(ctx, load_workflow(ctx.store, created_id))
    check(ctx, definition)
    scopes = grant(ctx, definition)
    secrets = take_secrets(definition)
    require_secrets(ctx, definition, secrets)
    workflow_id = ids.new_id("workflow", ctx.organisation)
    now = clock.timestamp()
    about = {"version": 1, "status": "active", "created_at": now, "updated_at": now}
    item = workflow_item(definition, about, was_cron=False)
    writes: list[Write] = [
        ctx.store.put_write(WORKFLOW, workflow_id, item, condition=absent()),
        *version_writes(ctx, workflow_id, definition, item, scopes),
        *address_writes(ctx, workflow_id, definition, secrets),
        audit.of(ctx, "workflow.created", workflow=workflow_id, version=1),
    ]

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, workflow_id, [counted, *writes])

    return scheduled(ctx, load_workflow(ctx.store, count_in(ctx, write)))


def update(request: UpdateWorkflow, ctx: Context) -> Workflow:
    """Change what is sent, as a new version. Raises Conflict when the workflow is archived or of another version.

    To change the steps or the trigger takes the scopes of all steps. Raises InsufficientScope.
    A workflow that already has the requested values is not changed: the first answer may have been lost.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(workflow: Item) -> Change | None:
        if is_archived(workflow):
            raise Conflict(details={"reason": "archived", "archived_at": workflow["updated_at"]})
        defined = definition_of(ctx.store, workflow)
        definition = _changed(request, defined)
        status = str(request.status if "status" in sent else workflow["status"])
        checked, definition = definition, {**definition}
        secrets = take_secrets(definition)
        if not secrets and same(definition, defined) and status == workflow["status"]:
            return None
        if not sent <= UNJUDGED:
            check(ctx, checked)
        require_secrets(ctx, definition, secrets, (request.id, defined))
        acts_as_before = all(definition.get(name) == defined.get(name) for name in GRANTED)
        scopes = granted_scopes(ctx.store, workflow) if acts_as_before else grant(ctx, definition)
        entry = audit.of(
            ctx,
            "workflow.updated",
            workflow=request.id,
            version=workflow["version"] + 1,
            changed=sorted(sent),
            status=request.status,
        )
        addressed = address_writes(ctx, request.id, definition, secrets)
        return new_version(ctx, workflow, definition, status, scopes, entry, *addressed)

    return scheduled(ctx, revise(ctx.store, VERSIONS, request.id, decide, version=request.version))


def _changed(request: UpdateWorkflow, defined: dict[str, Any]) -> dict[str, Any]:
    """The definition with the fields that were sent; another type of trigger begins without settings."""
    sent = request.model_fields_set
    definition = {**defined, **{name: getattr(request, name) for name in sent & set(DEFINED)}}
    definition["concurrency"] = written_concurrency(definition["concurrency"])
    if "trigger_type" in sent and "trigger" not in sent:
        definition["trigger"] = {}
    return definition
