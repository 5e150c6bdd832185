"""What is checked of a definition before it is saved, against the caller's scopes and the store."""

from collections.abc import Iterator, Mapping
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
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.concurrency import ConcurrencyRule
from bivelio_core.workflows.definitions.uses import every_step, scopes_needed, secrets_used, workflows_called
from bivelio_core.workflows.definitions.verify_presets import BY_HAND, META, settings_of
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
            event = definition["trigger"].get("event")
            where = {"field": field, **({"step": step} if step else {"event": event} if event else {})}
            raise InsufficientScope.of(scope, **where)
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


def needed_secrets(definition: dict[str, Any]) -> tuple[str, ...]:
    """The fields of `verify` that hold what only both sides know: none where anybody may call the workflow's URL."""
    verify = definition["trigger"].get("verify") if definition["trigger_type"] == "inbound" else None
    if not verify:
        return ()
    return ("secret", "verify_token") if verify.get("preset") == META else ("secret",)


def require_secrets(
    ctx: Context,
    definition: dict[str, Any],
    secrets: Mapping[str, str],
    stored: tuple[str, dict[str, Any]] | None = None,
) -> None:
    """Raise Unprocessable for a secret of callers that is neither sent nor stored.

    `stored` is the id of the workflow and its definition before. A secret that is stored stays, unless it would be read
    in another way, or is that of another sender.
    """
    missing = [name for name in needed_secrets(definition) if name not in secrets]
    if not missing:
        return
    if stored is not None:
        workflow_id, before = stored
        stored_names = (
            addresses.stored_secrets(ctx.store, workflow_id) if _reading(definition) == _reading(before) else set()
        )
        missing = [name for name in missing if name not in stored_names]
    if missing:
        raise Unprocessable.of(f"trigger.verify.{missing[0]}", "required")


def _reading(definition: dict[str, Any]) -> tuple[str | None, bool]:
    """Whose secret it is, as far as the definition says so, and how its text is read."""
    verify = definition["trigger"].get("verify") or {}
    preset = None if verify.get("preset") == BY_HAND else verify.get("preset")
    return preset, settings_of(verify).get("secret_encoding") == "base64"


def take_secrets(definition: dict[str, Any]) -> dict[str, str]:
    """Take the secrets of callers out of a definition, which is stored as it is read: these are stored sealed."""
    verify = definition["trigger"].get("verify")
    if not isinstance(verify, dict) or not addresses.SEALED.keys() & verify.keys():
        return {}
    rest = {name: value for name, value in verify.items() if name not in addresses.SEALED}
    definition["trigger"] = {**definition["trigger"], "verify": rest}
    return {name: verify[name] for name in addresses.SEALED if isinstance(verify.get(name), str)}


def address_writes(
    ctx: Context, workflow_id: str, definition: dict[str, Any], secrets: Mapping[str, str]
) -> list[Write]:
    """The writes that give a workflow its URL, or take it away, with the secrets of its callers sealed."""
    needed = needed_secrets(definition)
    sealed = {name: addresses.seal(ctx.store, secret) for name, secret in secrets.items() if name in needed and secret}
    return addresses.trigger_write(ctx.store, workflow_id, definition, sealed)


def written_concurrency(concurrency: Any) -> Any:
    """The concurrency of a request as a definition holds it."""
    return concurrency.model_dump(exclude_none=True) if isinstance(concurrency, ConcurrencyRule) else concurrency
