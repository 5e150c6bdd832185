"""Save definitions: each is checked as a whole, with the models of all steps, and becomes a new version."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bivelio_core import audit, clock, config, egress, ids
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, InsufficientScope, Unprocessable, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.scopes import includes
from bivelio_core.secrets import items as secrets
from bivelio_core.store import limits
from bivelio_core.store.codec import same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.limits import Limit, LimitReached, Made
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import UpdateWrite, Write, absent

from .definitions import messages
from .definitions.check import check_definition, scopes_needed, secrets_used, workflows_called
from .definitions.concurrency import ConcurrencyRule
from .execution.runs import granted_scopes
from .execution.stored import DELETED, definition_of, load_workflow
from .models import CreateWorkflow, RestoreWorkflow, UpdateWorkflow, Workflow
from .reading import is_archived
from .service import (
    DEFINED,
    UPDATE_TRIES,
    limit_key,
    revise_workflow,
    revision,
    scheduled,
    version_writes,
    workflow_item,
)
from .triggers import addresses

GRANTED = ("trigger_type", "trigger", "steps", "on_failure")
"""The fields whose use needs the saving caller's scopes; a version that changes none of them keeps its grant."""

UNJUDGED = frozenset({"name", "description", "status"})
"""What can be changed of a definition that would be refused today: it was saved before, and can be switched off."""

MANY_AT_ONCE = ("event", "inbound")
"""The triggers whose runs do not exclude each other, unless the definition says so."""

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
    if made := effect_target(ctx.store, key):
        return scheduled(ctx, load_workflow(ctx.store, made))
    _check(ctx, definition)
    scopes = _grant(ctx, definition)
    secret = _taken_secret(definition)
    if secret is None and needs_secret(definition):
        raise Unprocessable.of("trigger.verify.secret", "required")
    workflow_id = ids.new_id("workflow", ctx.organisation)
    now = clock.timestamp()
    about = {"version": 1, "status": "active", "created_at": now, "updated_at": now}
    item = workflow_item(definition, about, was_cron=False)
    writes: list[Write] = [
        ctx.store.put_write(WORKFLOW, workflow_id, item, condition=absent()),
        *version_writes(ctx, workflow_id, definition, item, scopes),
        *_address_writes(ctx, workflow_id, definition, secret),
        audit.of(ctx, "workflow.created", workflow=workflow_id, version=1),
    ]

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, workflow_id, [counted, *writes])

    return scheduled(ctx, load_workflow(ctx.store, _counted(ctx, write)))


def restore(request: RestoreWorkflow, ctx: Context) -> Workflow:
    """Take an archived workflow into use again, inactive. Raises Conflict when there are too many.

    One that is not archived is answered as it is.
    """
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if not is_archived(before):
            return scheduled(ctx, before)
        entry = audit.of(ctx, "workflow.restored", workflow=request.id, version=before["version"] + 1)
        definition, scopes = definition_of(ctx.store, before), granted_scopes(ctx.store, before)
        item, writes = revision(ctx, before, definition, "inactive", scopes, entry)
        try:
            _counted(ctx, partial(_transact_counted, ctx, writes))
        except TransactionFailed:
            continue  # somebody else has changed it
        return scheduled(ctx, item)
    raise ChangedMeanwhile


def _transact_counted(ctx: Context, writes: list[Write], counted: UpdateWrite) -> None:
    ctx.store.transact([counted, *writes])


def _counted(ctx: Context, write: Callable[[UpdateWrite], Made]) -> Made:
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


def update(request: UpdateWorkflow, ctx: Context) -> Workflow:
    """Change what is sent, as a new version. Raises Conflict when the workflow is archived or of another version.

    To change the steps or the trigger takes the scopes of all steps. Raises InsufficientScope.
    A workflow that already has the requested values is not changed: the first answer may have been lost.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    for _ in range(UPDATE_TRIES):
        before = load_workflow(ctx.store, request.id)
        if is_archived(before):
            raise Conflict(details={"reason": "archived", "archived_at": before["updated_at"]})
        defined = definition_of(ctx.store, before)
        definition = {**defined, **{name: getattr(request, name) for name in sent & set(DEFINED)}}
        definition["concurrency"] = written_concurrency(definition["concurrency"])
        if "trigger_type" in sent and "trigger" not in sent:
            definition["trigger"] = {}
        status = request.status if "status" in sent else before["status"]
        checked, definition = definition, {**definition}
        secret = _taken_secret(definition)
        if secret is None and same(definition, defined) and status == before["status"]:
            return scheduled(ctx, before)
        if request.version not in (None, before["version"]):
            raise Conflict(details={"reason": "version", "version": before["version"]})
        if not sent <= UNJUDGED:
            _check(ctx, checked)
        if secret is None and needs_secret(definition) and not _has_its_secret(ctx, request.id, definition, defined):
            raise Unprocessable.of("trigger.verify.secret", "required")
        acts_as_before = all(definition.get(name) == defined.get(name) for name in GRANTED)
        scopes = granted_scopes(ctx.store, before) if acts_as_before else _grant(ctx, definition)
        entry = audit.of(
            ctx,
            "workflow.updated",
            workflow=request.id,
            version=before["version"] + 1,
            changed=sorted(sent),
            status=request.status,
        )
        about = _address_writes(ctx, request.id, definition, secret)
        if (written := revise_workflow(ctx, before, definition, str(status), scopes, entry, *about)) is not None:
            return scheduled(ctx, written)
    raise ChangedMeanwhile


def _secret_faults(ctx: Context, definition: dict[str, Any]) -> Iterator[Fault]:
    """The secrets that do not exist, or that may not be sent to where the step says without a template."""
    used = list(secrets_used(definition))
    known = secrets.read(ctx.store, {name for _, _, name, _ in used}) if used else {}
    for field, step, name, url in used:
        if name not in known:
            yield Fault(field, messages.UNKNOWN_SECRET, {"step": step, "name": name})
        elif url is not None and not secrets.may_be_sent(known[name], host := egress.authority(url)):
            yield Fault(field, messages.SECRET_HOST, {"step": step, "name": name, "host": host})


def _grant(ctx: Context, definition: dict[str, Any]) -> list[str]:
    """The scopes that the steps and the trigger need. Raises InsufficientScope unless the caller has them all."""
    granted = set()
    for field, step, scope in scopes_needed(definition):
        if not includes(ctx.scopes, scope):
            resource, _, level = scope.partition(":")
            where = {"field": field, **({"step": step} if step else {"event": definition["trigger"]["event"]})}
            raise InsufficientScope(scope=scope, details={"required_scope": level, "resource": resource, **where})
        granted.add(scope)
    return sorted(granted)


def _check(ctx: Context, definition: dict[str, Any]) -> None:
    """Raise Unprocessable unless the definition can be run and the workflows that it runs exist."""
    check_definition(definition)
    if missing := [*missing_faults(ctx, definition)]:
        raise Unprocessable(missing)


def missing_faults(ctx: Context, definition: dict[str, Any]) -> Iterator[Fault]:
    """The secrets and workflows that a definition names and that do not exist; `check_definition` accepts it."""
    yield from _secret_faults(ctx, definition)
    for field, step, called in workflows_called(definition):
        workflow = ctx.store.get(WORKFLOW, called)
        if workflow is None or workflow["status"] == DELETED:
            yield Fault(field, "not_found", {"step": step})


def needs_secret(definition: dict[str, Any]) -> bool:
    """Whether callers of the workflow's URL prove who they are by a secret."""
    return definition["trigger_type"] == "inbound" and bool(definition["trigger"].get("verify"))


def _has_its_secret(ctx: Context, workflow_id: str, definition: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether the secret that is stored can stay: there is one, and its text is read as before."""
    written, as_before = (
        (each["trigger"].get("verify") or {}).get("secret_encoding") == "base64" for each in (definition, before)
    )
    return written == as_before and addresses.has_secret(ctx.store, workflow_id)


def _taken_secret(definition: dict[str, Any]) -> str | None:
    """Take the secret of callers out of a definition, which is stored as it is read: the secret is stored sealed."""
    verify = definition["trigger"].get("verify")
    if not isinstance(verify, dict) or "secret" not in verify:
        return None
    kept = {name: value for name, value in verify.items() if name != "secret"}
    definition["trigger"] = {**definition["trigger"], "verify": kept}
    secret = verify["secret"]
    return secret if isinstance(secret, str) else None


def _address_writes(ctx: Context, workflow_id: str, definition: dict[str, Any], secret: str | None) -> list[Write]:
    sealed = addresses.seal(ctx.store, secret) if secret and needs_secret(definition) else None
    return addresses.trigger_write(ctx.store, workflow_id, definition, sealed)


def written_concurrency(concurrency: Any) -> Any:
    """The concurrency of a request as a definition holds it."""
    return concurrency.model_dump(exclude_none=True) if isinstance(concurrency, ConcurrencyRule) else concurrency
