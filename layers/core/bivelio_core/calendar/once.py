"""Try a change again while others change what it was decided by, and make its effect once."""

import time
from collections.abc import Callable
from typing import TypeVar

from bivelio_core.aws_calls import pause_seconds
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store.effect_marker import EffectKey, effect_target
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore

TRIES = 60
"""How often a time is tried while others take times of the same day: some seconds with the pauses."""

Result = TypeVar("Result")


def with_retries(
    store: TenantStore, key: EffectKey, attempt: Callable[[], Result], answer: Callable[[str], Result]
) -> Result:
    """What an attempt gives, tried again while others change the same days; `answer` tells what the key made before.

    Raises what the attempt does, and ChangedMeanwhile in the end. A time that is taken may be so by this very request,
    which another process carries out.
    """
    for tries in range(TRIES):
        if target := effect_target(store, key):
            return answer(target)
        try:
            return attempt()
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
        except Conflict:
            if target := effect_target(store, key):
                return answer(target)
            raise
    raise ChangedMeanwhile
