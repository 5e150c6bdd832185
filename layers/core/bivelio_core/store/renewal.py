"""The lease that lets a single function renew the access token stored in an item while the others wait.

The item has `access_until`, the epoch second at which its token ends, and `renewing_until` while a lease lasts.
"""

from bivelio_core import clock

from .codec import Item
from .keys import Kind
from .table import ConditionFailed
from .tenant_store import TenantStore
from .writes import Update, absent, all_of, any_of, compare, equals, present


def take_lease(store: TenantStore, kind: Kind, sk: str, before: Item | None, seconds: int) -> int | None:
    """Take the lease on an item, given as read (None if absent); returns the epoch second at which the lease ends.

    Returns None when another function has the lease, or has renewed the token since the item was read. Without the
    second condition, a function that read a stale token just before its renewal would renew it once more.
    """
    now = int(clock.epoch())
    is_free = any_of(absent("renewing_until"), compare("renewing_until", "<", now))
    was = (before or {}).get("access_until")
    is_as_read = absent("access_until") if was is None else equals("access_until", was)
    still_there = [] if before is None else [present()]
    try:
        lease = Update(set={"renewing_until": now + seconds})
        store.update(kind, sk, lease, condition=all_of(is_free, is_as_read, *still_there))
    except ConditionFailed:
        return None
    return now + seconds
