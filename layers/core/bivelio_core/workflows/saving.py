"""What is checked of a definition before it is saved, against the caller's scopes and the store."""

from collections.abc import Iterator
from typing import Any

from bivelio_core import domain, egress
from bivelio_core.context import Context
from bivelio_core.errors import InsufficientScope, Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.scopes import includes
from bivelio_core.secrets import items as secrets
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.writes import Write
from bivelio_core.workflows.definitions import messages
from bivelio_core.workflows.definitions.check import (
    check_definition,
    every_step,
    scopes_needed,
    secrets_used,
    workflows_called,
)
from bivelio_core.workflows.definitions.concurrency import ConcurrencyRule
from bivelio_core.workflows.execution.stored import DELETED
from bivelio_core.workflows.triggers import addresses

MANY_AT_ONCE = ("event", "inbound")
"""The triggers whose runs do not exclude each other, unless the definition says so."""


def _secret_faults(ctx: Context, definition: dict[str, Any]) -> Iterator[Fault]:
    """The secrets that do not exist, or that may not be sent to where the step says without a template."""
    used = list(secrets_used(definition))
    secrets_by_name = secrets.read(ctx.store, {name for _, _, name, _ in used}) if used else {}
    for field, step, name, url in used:
        if name not in secrets_by_name:
            yield Fault(field, messages.UNKNOWN_SECRET, {"step": step, "name": name})
        elif url is not None and not secrets.may_be_sent(secrets_by_name[name], host := egress.authority(url)):
            yield Fault(field, messages.SECRET_HOST, {"step": step, "name": name, "host": host})


def grant(ctx: Context, definition: dict[str, Any]) -> list[str]:
    """The scopes that the steps and the trigger need. Raises InsufficientScope unless the caller has them all.

    With a step whose operation looks at other scopes too, all that the caller has are granted.
    """
    types = domain.step_types()
    granted = set(ctx.scopes) if any(types[step["type"]].of_all_scopes for _, step in every_step(definition)) else set()
    for field, step, scope in scopes_needed(definition):
        if not includes(ctx.scopes, scope):
            resource, _, level = scope.partition(":")
            where = {"field": field, **({"step": step} if step else {"event": definition["trigger"]["event"]})}
            raise InsufficientScope(scope=scope, details={"required_scope": level, "resource": resource, **where})
        granted.add(scope)
    return sorted(granted)


def check(ctx: Context, definition: dict[str, Any]) -> None:
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


def keeps_secret(ctx: Context, workflow_id: str, definition: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether the secret that is stored can stay: there is one, and its text is read as before."""
    written, as_before = (
        (each["trigger"].get("verify") or {}).get("secret_encoding") == "base64" for each in (definition, before)
    )
    return written == as_before and addresses.has_secret(ctx.store, workflow_id)


def take_secret(definition: dict[str, Any]) -> str | None:
    """Take the secret of callers out of a definition, which is stored as it is read: the secret is stored sealed."""
    verify = definition["trigger"].get("verify")
    if not isinstance(verify, dict) or "secret" not in verify:
        return None
    rest = {name: value for name, value in verify.items() if name != "secret"}
    definition["trigger"] = {**definition["trigger"], "verify": rest}
    secret = verify["secret"]
    return secret if isinstance(secret, str) else None


def address_writes(ctx: Context, workflow_id: str, definition: dict[str, Any], secret: str | None) -> list[Write]:
    """The writes that give a workflow its URL, or take it away, with the secret of its callers sealed."""
    sealed = addresses.seal(ctx.store, secret) if secret and needs_secret(definition) else None
    return addresses.trigger_write(ctx.store, workflow_id, definition, sealed)


def written_concurrency(concurrency: Any) -> Any:
    """The concurrency of a request as a definition holds it."""
    return concurrency.model_dump(exclude_none=True) if isinstance(concurrency, ConcurrencyRule) else concurrency
