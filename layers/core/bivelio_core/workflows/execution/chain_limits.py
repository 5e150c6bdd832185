"""The limits of a chain: the numbers of runs and of effects that one root cause may lead to in total.

The depth of a chain is bounded (store/chains.py), but a run that makes a thousand contacts, each of which starts a run,
is wide instead. So each chain has a counter (store/chain_counts.py). A run that another run leads to, and each step
with an effect, is counted in the transaction that begins it, on condition that the limit is not reached, also under
concurrency; so are the further requests of a step, and the changes of an agent.
"""

from bivelio_core.errors import ApiError
from bivelio_core.store.chain_counts import MAXIMUM
from bivelio_core.store.chains import MAXIMUM_DEPTH


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
