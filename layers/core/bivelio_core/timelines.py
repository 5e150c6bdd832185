"""What has happened with a contact, as domains declare it: each gives its own part of a timeline, newest first.

Nothing is copied: a source reads the items that are there, in an order of its own that new items only precede. So a
position in each source is an exact cursor of the whole.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from bivelio_core.store.codec import Item
    from bivelio_core.store.tenant_store import TenantStore


class TimelineRow(NamedTuple):
    """Something that has happened. A row without data has been read, and is not shown."""

    position: str
    """Where it is in its source."""
    at: str
    """When it happened, as a `clock.timestamp`."""
    data: dict[str, Any] | None
    """The resource, as its own operations show it."""


class TimelineSource(NamedTuple):
    """A part of timelines.

    `read(store, contact, before, limit)` gives the newest rows behind a position, from the newest one on when it is
    None: fewer than `limit` only at the end. `scope` is what a caller must have to see them, `form` a position's form.
    """

    scope: str
    form: "re.Pattern[str]"
    read: "Callable[[TenantStore, Item, str | None, int], list[TimelineRow]]"


def below(position: str) -> str:
    """The largest sort key that may precede a position: for Queries, whose limits are included."""
    return f"{position[:-1]}{chr(ord(position[-1]) - 1)}~"
