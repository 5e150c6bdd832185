"""What a caller may do: bundles `read < write < admin`, or granular `contacts:read`, `invoices:write`."""

from typing import Literal

from bivelio_core.context import ActorKind
from bivelio_core.errors import InsufficientScope, UsersOnly

from .authenticate import Caller

Scope = Literal["read", "write", "admin"]

RANK: dict[str, int] = {"read": 1, "write": 2, "admin": 3}


def allows(scopes: frozenset[str], resource: str, needed: Scope) -> bool:
    """Whether the scopes cover an operation on a resource. `write` includes `read`, `admin` includes both."""
    for scope in scopes:
        target, _, level = scope.rpartition(":")
        if target in ("", resource) and RANK.get(level, 0) >= RANK[needed]:
            return True
    return False


def authorize(caller: Caller, resource: str, needed: Scope | None, actors: tuple[ActorKind, ...]) -> None:
    """Raise InsufficientScope or UsersOnly unless the caller may do it; a None scope is open to every known caller."""
    if caller.actor.kind not in actors:
        raise UsersOnly(details={"reason": "users_only"})
    if needed is not None and not allows(caller.scopes, resource, needed):
        raise InsufficientScope(scope=needed, details={"required_scope": needed, "resource": resource})
