"""What falls due in a tenant, as a sandbox's clock sees it that is moved (sandbox_clock/).

Each domain in which something waits for a time declares a `Clockwork`. The real waits (Step Functions, EventBridge,
SQS, the sweepers) stay: a clockwork finds what they wait for, and does it early, as they would and at most once.
"""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bivelio_core.store.tenant_store import TenantStore


class Moment(NamedTuple):
    """Something that falls due: when, by the tenant's clock, what kind of thing it is, and which one."""

    at: datetime
    kind: str
    name: str
    place: str = ""
    """Where its clockwork finds it, beside its name."""


class Unrest(NamedTuple):
    """What a domain is doing: `fingerprint` changes while it does something; with `is_busy` it is not at rest yet."""

    fingerprint: str
    is_busy: bool


class Clockwork(NamedTuple):
    """How a domain follows a clock that is moved.

    `upcoming(store, after, until)` gives what falls due until an instant, in any order: also what is overdue, except
    of schedules, which are given from `after` on. `come(store, moment)` does it; it may be called again. `unrest` tells
    what goes on in the tenant, None for a domain that does everything within `come`.
    """

    upcoming: "Callable[[TenantStore, datetime, datetime], Iterator[Moment]]"
    come: "Callable[[TenantStore, Moment], None]"
    unrest: "Callable[[TenantStore], Unrest] | None" = None
