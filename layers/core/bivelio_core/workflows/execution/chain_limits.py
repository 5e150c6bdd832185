"""The limits of a chain: the numbers of runs and of effects that one root cause may lead to in total.

The depth of a chain is bounded (store/chains.py), but a run that makes a thousand contacts, each of which starts a run,
is wide instead. So each chain has a counter. A run that another run leads to, and each step with an effect, is counted
in the transaction that begins it, on condition that the limit is not reached, also under concurrency. The
limits leave room for a full loop (1,000 items) with ten effects an item, each item reacted to by two workflows.
"""

from datetime import timedelta
from typing import Literal

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.store.chains import MAXIMUM_DEPTH
from bivelio_core.store.keys import CHAIN
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, UpdateWrite, absent, any_of, compare

MAXIMUM = {"runs": 2_000, "effects": 10_000}
KEPT = timedelta(days=400)
"""How long a counter is kept after its last increment: longer than a run can wait (a year)."""


class ChainLimitReached(ApiError):
    """A chain of workflows has reached the number of runs or effects that one cause may lead to."""

    code, status = "CHAIN_LIMIT_REACHED", 409

    def __init__(self) -> None:
        super().__init__(details={"runs": MAXIMUM["runs"], "effects": MAXIMUM["effects"]}, **MAXIMUM)


class ChainTooDeep(ApiError):
    """A workflow called the API to start another one, beyond the depth to which workflows may start each other."""

    code, status = "LOOP_DETECTED", 409

    def __init__(self) -> None:
        super().__init__(details={"depth": MAXIMUM_DEPTH}, depth=MAXIMUM_DEPTH)


def counted(store: TenantStore, root: str, what: Literal["runs", "effects"]) -> UpdateWrite:
    """The write that counts one more run or effect; its condition fails when the limit is reached."""
    lifetime = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}
    room = any_of(absent(what), compare(what, "<", MAXIMUM[what]))
    return store.update_write(CHAIN, root, Update(add={what: 1}, set=lifetime), condition=room)
