"""Repair of the number of processes of a function: requests of a burst share warm processes."""

import os
import threading
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.emulator.patching import restores

_AT_ONCE = max(2, os.cpu_count() or 2)
_PATIENCE_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.05

_freed = threading.Condition()
_last_freed: dict[str, float] = {}


@restores(
    "A burst causes no timeouts: cold starts do not slow each other down.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_an_invocation_waits_for_a_warm_process_while_something_moves",
)
def share_warm_workers() -> None:
    """When a function has a process for each processor, wait briefly for a warm one before starting another.

    Unrepaired, each request of a burst starts a process of its own, which on one machine slows all of them down: two
    dozen cold starts at once take so long that functions time out. The wait is short when no invocation
    ends, because the functions that occupy the processes may be waiting for this very invocation.
    """
    acquire, release = lambda_svc.acquire_worker, lambda_svc.release_worker

    def acquire_patiently(
        name: str, config: dict[str, Any], *code: Any, qualifier: str = "$LATEST", **rest: Any
    ) -> Any:
        key = lambda_runtime._worker_key(name, config, qualifier)
        began = time.monotonic()
        with _freed:
            while _must_wait(key, began):
                _freed.wait(_LOOK_SECONDS)
            worker, how = acquire(name, config, *code, qualifier=qualifier, **rest)
        if worker is not None:
            worker.pool = key
        return worker, how

    def release_and_tell(worker: Any) -> None:
        release(worker)
        if worker is not None:
            with _freed:
                _last_freed[worker.pool] = time.monotonic()
                _freed.notify_all()

    lambda_svc.acquire_worker, lambda_svc.release_worker = acquire_patiently, release_and_tell


def _must_wait(key: str, began: float) -> bool:
    workers = list(lambda_runtime._workers.get(key, ()))
    now = time.monotonic()
    if len(workers) < _AT_ONCE or not all(worker.in_use for worker in workers) or now - began > _LONGEST_WAIT_SECONDS:
        return False
    starting = sum(worker._cold for worker in workers)
    return starting >= _AT_ONCE or now - max(began, _last_freed.get(key, 0.0)) < _PATIENCE_SECONDS
