"""Read a run by its id, also one that the caller of a URL was promised a moment ago and that is not written yet.

A call of a workflow's URL is answered with the id of its run, which the worker behind the queue writes, usually within
a second (docs/adr/0070-wait-for-a-promised-run.md).
"""

import time

from bivelio_core import config, ids
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE

FIRST_PAUSE_SECONDS, PAUSE_GROWTH = 0.05, 1.5
RECENT = 10_000
"""A run that is not there has been promised only if its number is among so many of the last."""


def load_instance(ctx: Context, public: str) -> Item:
    """The run of an id, for which it waits some seconds when its number was given out lately and nothing is there.

    Raises ResourceForbidden or ResourceNotFound.
    """
    deadline, pause = time.monotonic() + config.promise_seconds(), FIRST_PAUSE_SECONDS
    is_promised = None
    while True:
        try:
            return ctx.store.find(INSTANCE, public)
        except ResourceNotFound:
            is_promised = _may_be_promised(ctx, public) if is_promised is None else is_promised
            if not is_promised or time.monotonic() >= deadline:
                raise
        time.sleep(pause)
        pause *= PAUSE_GROWTH


def _may_be_promised(ctx: Context, public: str) -> bool:
    """Whether the number of an id was given out lately and has no run: its worker may be about to write it."""
    parsed = ids.parse_sequenced(INSTANCE.name, public)
    if parsed is None:
        return False
    counter = ctx.store.get(keys.index_of(INSTANCE), keys.SEQUENCE_SK, INSTANCE.partition)
    last = int(counter["last"]) if counter else 0
    is_recent = max(0, last - RECENT) < parsed.sequence <= last
    return is_recent and ctx.store.get(INSTANCE, keys.sequence_sk(parsed.sequence)) is None
