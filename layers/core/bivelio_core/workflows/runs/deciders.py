"""Who may decide an approval: whoever may write, unless the step names or excludes somebody, or asks several people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import InsufficientScope, UsersOnly
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.execution import decisions, payloads

if TYPE_CHECKING:
    from .models import Deciders


class Who(NamedTuple):
    """Which users may decide an approval; without roles and users all who may write, except those excluded.

    `approvals`: how many different ones must approve, if more than one.
    """

    roles: list[str] | None
    users: list[str] | None
    exclude_starter: bool
    exclude_deciders_of: list[str] | None = None
    approvals: int | None = None


class NotAnApprover(InsufficientScope):
    """The approval names who may decide it, and the caller is none of them."""


class StarterMayNotDecide(InsufficientScope):
    """Whoever started the run is excluded from the approval."""


class EarlierDeciderMayNotDecide(InsufficientScope):
    """Who decided certain earlier approvals of the run is excluded from the approval."""


def deciders_of(record: Item) -> "Deciders | None":
    """Who may decide an approval, as answers show it; None when it does not say."""
    from .models import Deciders  # noqa: PLC0415 - what carries a run on loads no models

    who = who_decides(record)
    return None if who is None else Deciders(**who._asdict())


def who_decides(record: Item) -> Who | None:
    """Who may decide an approval now, by its record; None when it does not say."""
    request = payloads.read(record, "given") or {}
    roles, users, excludes_starter = request.get("roles"), request.get("users"), bool(request.get("exclude_starter"))
    if escalation := _escalation(record, request):
        roles = [*dict.fromkeys([*(roles or ()), *(escalation.get("roles") or ())])] or None
        users = [*dict.fromkeys([*(users or ()), *(escalation.get("users") or ())])] or None
    approvals, earlier = decisions.needed(record), request.get("exclude_deciders_of")
    if not (roles or users or excludes_starter or earlier or approvals > 1 or record.get("users_only")):
        return None
    return Who(roles, users, excludes_starter, earlier, approvals if approvals > 1 else None)


def _escalation(record: Item, request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Who may decide besides, once an approval has waited for so long; it does not depend on any mail."""
    after, to = request.get("escalate_after_seconds"), request.get("escalate_to")
    if not (after and to) or clock.now() < clock.parse(record["started_at"]) + timedelta(seconds=after):
        return None
    escalated: Mapping[str, Any] = to
    return escalated


def require_decider(ctx: Context, instance: Item, record: Item) -> None:
    """Raise an InsufficientScope that says why unless the caller may decide the approval of a record.

    An API key does not identify a user: anybody may use it, the starter too.
    """
    deciders = who_decides(record)
    if deciders is None:
        return
    if ctx.actor.kind != "user":
        raise UsersOnly(details={"reason": "users_only"})
    names_anybody = deciders.roles or deciders.users
    if names_anybody and ctx.role not in (deciders.roles or ()) and ctx.actor.id not in (deciders.users or ()):
        raise NotAnApprover(details={"reason": "not_an_approver"})
    if deciders.exclude_starter and starter_of(ctx.store, instance) == f"user:{ctx.actor.id}":
        raise StarterMayNotDecide(details={"reason": "started_by_you"})
    if f"user:{ctx.actor.id}" in excluded(record):
        raise EarlierDeciderMayNotDecide(details={"reason": "decided_earlier_by_you"})


def may_decide(ctx: Context, instance: Item, record: Item | None) -> bool:
    """Whether the caller may decide an approval that waits, and has not."""
    if record is None or not allows(ctx.scopes, "workflows", "write"):
        return False
    if decisions.of_person(record, f"{ctx.actor.kind}:{ctx.actor.id}"):
        return False
    try:
        require_decider(ctx, instance, record)
    except InsufficientScope:
        return False
    return True


def excluded(record: Item) -> list[str]:
    """Who decided earlier approvals and so may not decide this one, as `user:usr_...`."""
    people: list[str] = payloads.read(record, "excluded") or []
    return people


def starter_of(store: TenantStore, instance: Item) -> str:
    """Who started a run; for a run that is a step of another, who started the outermost one."""
    while (parent := instance.get("parent")) and (outer := store.get(INSTANCE, parent["instance"])):
        instance = outer
    return str(instance["started_by"])
