"""Which events a caller may have: those about resources that its scopes can read.

`events:read` opens the feed and `webhooks:admin` registers addresses; neither is a right to the data of contacts.
"""

from collections.abc import Collection

from bivelio_core import domain
from bivelio_core.errors import InsufficientScope
from bivelio_core.scopes import allows


def readable(scopes: frozenset[str]) -> frozenset[str]:
    """The types of event about what the scopes can read."""
    return frozenset(name for name, resource in domain.event_resources().items() if allows(scopes, resource, "read"))


def require(scopes: frozenset[str], event_types: Collection[str]) -> None:
    """Raise InsufficientScope unless the scopes can read what each of the types is about."""
    may = readable(scopes)
    for name in event_types:
        if name not in may:
            resource = domain.event_resources().get(name, "events")
            raise InsufficientScope(
                scope=f"{resource}:read", details={"required_scope": "read", "resource": resource, "event": name}
            )
