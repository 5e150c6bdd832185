"""What a caller may do: bundles `read < write < admin`, or granular `contacts:read`, `invoices:write`."""

from bivelio_core.context import ActorKind
from bivelio_core.errors import InsufficientScope, UsersOnly
from bivelio_core.scopes import Scope, allows

from .authenticate import Caller


def authorize(caller: Caller, resource: str, needed: Scope | None, actors: tuple[ActorKind, ...]) -> None:
    """Raise InsufficientScope or UsersOnly unless the caller may do it; a None scope is open to every known caller."""
    if caller.actor.kind not in actors:
        raise UsersOnly(details={"reason": "users_only"})
    if needed is not None and not allows(caller.scopes, resource, needed):
        raise InsufficientScope(scope=needed, details={"required_scope": needed, "resource": resource})
