"""Decide which events a caller may read: the events about resources that its scopes can read.

`events:read` allows reading the feed and `webhooks:admin` registering addresses; neither allows reading contacts.
"""

from collections.abc import Collection

from bivelio_core import domain
from bivelio_core.errors import InsufficientScope
from bivelio_core.scopes import allows


def readable(scopes: frozenset[str]) -> frozenset[str]:
    """Return the types of event about resources that the scopes can read."""
    return frozenset(name for name, resource in domain.event_resources().items() if allows(scopes, resource, "read"))


def require(scopes: frozenset[str], event_types: Collection[str]) -> None:
    """Raise InsufficientScope unless the scopes can read the resource of each type."""
    may = readable(scopes)
    for name in event_types:
        if name not in may:
            resource = domain.event_resources().get(name, "events")
            raise InsufficientScope.of(f"{resource}:read", event=name)
