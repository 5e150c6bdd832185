"""Limit what a publishable key may read: it is embedded in web pages, so everyone who opens one has the key.

Three things must agree: its scopes, the resources it was made for, and the endpoint, which declares `is_public`.
"""

from collections.abc import Iterable, Sequence

from bivelio_core.scopes import allows

DEFAULT_RESOURCES = ("workflows",)
"""What a key with the scope `read` that names no resources may read: no personal data."""

NEVER = frozenset({"audit", "credits", "events", "keys", "organisation", "requests", "usage", "webhooks"})
"""What no publishable key may read, whatever its scopes and resources."""


def resources_of(scopes: Sequence[str], chosen: Iterable[str] | None) -> list[str]:
    """The resources that a key may read: those chosen, else those that its scopes name, else the default."""
    if chosen is None:
        named = [resource for resource, _, _ in (scope.rpartition(":") for scope in scopes) if resource]
        chosen = [*named, *(DEFAULT_RESOURCES if "read" in scopes else ())]
    allowed = frozenset(scopes)
    return [each for each in dict.fromkeys(chosen) if each not in NEVER and allows(allowed, each, "read")]


def narrowed(scopes: Sequence[str], chosen: Iterable[str] | None) -> tuple[str, ...]:
    """The scopes of a publishable key as endpoints see them."""
    return tuple(f"{resource}:read" for resource in resources_of(scopes, chosen))
