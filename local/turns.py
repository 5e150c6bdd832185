"""One process at a time: runtimes of one checkout share the cache, and tests start several at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(cache: Path) -> Iterator[None]:
    """Wait until no other process builds into the cache, then keep them waiting."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
