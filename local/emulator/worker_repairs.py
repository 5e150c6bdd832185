"""Repairs of how functions are invoked: requests of a burst share warm processes, and no invocation starts a thread."""

import inspect
import os
import textwrap
import threading
import time
from collections.abc import Callable
from subprocess import Popen
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.emulator.crew import Crew
from local.emulator.patching import restores, rewrite

_AT_ONCE = max(2, os.cpu_count() or 2)
_PATIENCE_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.05
_LATENESS_SECONDS = 0.1
_THREAD = """\
        reader = threading.Thread(target=_read_response, daemon=True)
        reader.start()
        reader.join(timeout=timeout)
"""

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


@restores(
    "A batch begins when it is there.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_a_batch_is_handed_to_a_thread_that_waits",
)
def hand_over_batches_at_once() -> None:
    """Hand batches to threads that wait. Unrepaired, the poller starts one for each, and waits until it runs."""
    lambda_svc.spawn_background = Crew().run


@restores(
    "An invocation of a warm function begins at once.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_an_invocation_starts_no_thread_and_ends_in_time",
)
def invoke_in_the_calling_thread() -> None:
    """Talk to a function's process in the thread that invokes it. Unrepaired, each invocation starts another thread.

    One thread looks for invocations beyond their function's timeout, and kills their processes.
    """
    lambda_runtime._watched = _Watch().watched
    source = textwrap.dedent(inspect.getsource(lambda_runtime.Worker.invoke))
    patched = rewrite(source, _THREAD, "        reader = _watched(self._proc, timeout, _read_response)\n")
    namespace: dict[str, Any] = {}
    exec(compile(patched, lambda_runtime.__file__, "exec"), lambda_runtime.__dict__, namespace)  # noqa: S102 - its own source
    lambda_runtime.Worker.invoke = namespace["invoke"]


class _Invocation:
    """One that is running: until when it may, and in which process."""

    def __init__(self, process: Popen[str], seconds: float) -> None:
        self.process, self.ends_at, self.is_late = process, time.monotonic() + seconds, False

    def is_alive(self) -> bool:
        """Tell whether it has not ended in time."""
        return self.is_late


class _Watch:
    def __init__(self) -> None:
        self._running: set[_Invocation] = set()
        self._changing = threading.Lock()
        self._has_begun = False

    def watched(self, process: Popen[str], seconds: float, read: Callable[[], None]) -> _Invocation:
        """Return when the process has answered, or was killed because it did not in time."""
        invocation = _Invocation(process, float(seconds))
        with self._changing:
            self._running.add(invocation)
            if not self._has_begun:
                self._has_begun = True
                threading.Thread(target=self._look_for_ever, daemon=True, name="timeouts").start()
        try:
            read()
        finally:
            with self._changing:
                self._running.discard(invocation)
        return invocation

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(_LATENESS_SECONDS)
            now = time.monotonic()
            with self._changing:
                late = [each for each in self._running if each.ends_at < now]
                for each in late:
                    each.is_late = True
                    each.process.kill()
