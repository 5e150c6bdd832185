"""A lock on the build cache, which the runtimes of one checkout share; tests start several at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(cache: Path) -> Iterator[None]:
    """Hold the lock on the cache; wait while another process holds it."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
