"""The scopes of apps: those of API keys, never more than the role of the person for whom an app acts."""

from collections.abc import Iterable

from bivelio_core.scopes import LEVELS, Scope, includes

IGNORED = frozenset({"offline_access"})
"""What clients ask for out of habit: each app gets a refresh token anyway."""


def parsed(text: str) -> tuple[str, ...] | None:
    """The scopes of a text, each once; None if one of them is unknown."""
    from bivelio_core.identity import scopes  # noqa: PLC0415 - the authorizer does without the domains

    named = tuple(dict.fromkeys(scope for scope in text.split() if scope not in IGNORED))
    return named if all(scopes.is_known(scope) for scope in named) else None


def limited(scopes: Iterable[str], bundle: Scope) -> tuple[str, ...]:
    """The scopes as far as a bundle goes: `contacts:write` of who may only read is `contacts:read`."""
    most = LEVELS.index(bundle)
    as_far: dict[str, None] = {}
    for scope in scopes:
        resource, separator, level = scope.rpartition(":")
        as_far[f"{resource}{separator}{LEVELS[min(LEVELS.index(_level(level)), most)]}"] = None
    return tuple(as_far)


def common(scopes: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The scopes that others include."""
    wider = frozenset(others)
    return tuple(scope for scope in scopes if includes(wider, scope))


def only_read(scopes: Iterable[str]) -> bool:
    """Whether none of the scopes changes anything."""
    return all(scope.rpartition(":")[2] == "read" for scope in scopes)


def _level(text: str) -> Scope:
    return next(level for level in LEVELS if level == text)
