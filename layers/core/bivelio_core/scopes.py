"""What scopes allow: a bundle (`read < write < admin`) for everything, or for one resource (`contacts:read`)."""

from typing import Literal

ActorKind = Literal["user", "api_key", "workflow", "system"]
"""Who acts: a user, a program with a key, a workflow, or the platform and its operator."""

Scope = Literal["read", "write", "admin"]

LEVELS: tuple[Scope, ...] = ("read", "write", "admin")
RANK: dict[str, int] = {"read": 1, "write": 2, "admin": 3}


def allows(scopes: frozenset[str], resource: str, needed: Scope) -> bool:
    """Whether the scopes cover an operation on a resource. `write` includes `read`, `admin` includes both."""
    for scope in scopes:
        target, _, level = scope.rpartition(":")
        if target in ("", resource) and RANK.get(level, 0) >= RANK[needed]:
            return True
    return False


def includes(scopes: frozenset[str], scope: str) -> bool:
    """Whether the scopes cover another one, `contacts:read`."""
    resource, _, level = scope.rpartition(":")
    return any(level == candidate and allows(scopes, resource, candidate) for candidate in LEVELS)
