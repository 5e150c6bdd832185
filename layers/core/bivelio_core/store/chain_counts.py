"""The counters of a chain (chains.py): how many runs and changes one root cause has led to, and may lead to.

The limits leave room for a full loop (1,000 items) with ten effects an item, each item reacted to by two workflows.
"""

from datetime import timedelta
from typing import Literal

from bivelio_core import clock

from .chains import Chain
from .keys import CHAIN
from .table import ConditionFailed
from .tenant_store import TenantStore
from .writes import Update, UpdateWrite, absent, any_of, compare

MAXIMUM = {"runs": 2_000, "effects": 10_000}
KEPT = timedelta(days=400)
"""How long a counter is kept after its last increment: longer than a run can wait (a year)."""


def counted(store: TenantStore, root: str, what: Literal["runs", "effects"]) -> UpdateWrite:
    """The write that counts one more run or effect; its condition fails when the limit is reached."""
    lifetime = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}
    room = any_of(absent(what), compare(what, "<", MAXIMUM[what]))
    return store.update_write(CHAIN, root, Update(add={what: 1}, set=lifetime), condition=room)


def has_room(store: TenantStore, chain: Chain | None) -> bool:
    """Count one more change of a chain; False when it has reached its limit. What no run causes is not counted."""
    if chain is None or chain.root is None:
        return True
    write = counted(store, chain.root, "effects")
    try:
        store.table.update(write.key, write.update, write.condition)
    except ConditionFailed:
        return False
    return True
