"""Wait for the end of a run, for whoever asked to be answered with it: the one place that polls."""

import time

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.tenant_store import TenantStore

from .runs import ACTIVE

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PAUSE_GROWTH = 0.05, 1.0, 1.5


def wait_for_end(store: TenantStore, instance: Item, seconds: float) -> Item:
    """The instance when it has ended, or its state when the time to wait has passed.

    Of an instance that is not written yet its `SK` and a `status` are enough.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE_SECONDS
    while instance["status"] in ACTIVE and (seconds_left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, seconds_left))
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
        instance = store.get(INSTANCE, instance["SK"]) or instance
    return instance
