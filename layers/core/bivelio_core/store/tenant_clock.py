"""A tenant's clock: the real one, or in the sandbox the one that its organisation moved (sandbox_clock/).

In live nothing is read. In the sandbox it is one small item, which is read for each request and each task, so that a
clock that was moved is moved for all of them at once. A request reads it when it first asks for the time, and many
never do. It is of the sandbox's day: each day begins with the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from bivelio_core import clock
from bivelio_core.clock import Moved

from .codec import Item
from .keys import CLOCK
from .tenant_store import TenantStore

SK = "-"


def moved(store: TenantStore) -> Moved | None:
    """How the tenant's clock was moved; None for the real one. 1 read in the sandbox."""
    return of_item(store.get(CLOCK, SK)) if store.tenant.is_sandbox else None


def of_item(item: Item | None) -> Moved | None:
    """The clock that an item describes: `stopped_at` while it stands still, else `ahead_ms` (data-model.md)."""
    if item is None or item.get("is_real"):
        return None
    if "stopped_at" in item:
        return Moved(stopped_at=clock.parse(item["stopped_at"]))
    return Moved(ahead=timedelta(milliseconds=int(item["ahead_ms"])))


@contextmanager
def followed(store: TenantStore | None) -> Iterator[None]:
    """Do the tenant's work by its clock; without a tenant, by the real one."""
    if store is None or not store.tenant.is_sandbox:
        yield
        return
    with clock.following(moved(store)):
        yield


@contextmanager
def followed_when_asked(store: TenantStore) -> Iterator[None]:
    """Serve a request by the tenant's clock, which is read when the time is first asked for: 1 read then, or none."""
    if not store.tenant.is_sandbox:
        yield
        return
    with clock.following(partial(moved, store)):
        yield
