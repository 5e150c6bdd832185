"""Repairs of how functions are invoked: requests of a burst share warm processes, and no invocation starts a thread."""

import inspect
import os
import subprocess
import textwrap
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import request_scope
from ministack.services import apigateway_v1, lambda_svc

from local.emulator.crew import Crew
from local.emulator.invocations import DIED, Invocation
from local.emulator.leases import Line
from local.emulator.patching import restores, rewrite, rewrite_between

_AT_ONCE = max(2, os.cpu_count() or 2)
_PATIENCE_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 20.0
_STARTING_SECONDS = 60.0
_PYTHON = "python"

_last_freed: dict[str, float] = {}
_crew = Crew()


@restores(
    "A burst causes no timeouts: cold starts do not slow each other down.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_an_invocation_waits_for_a_warm_process_while_something_moves",
)
def share_warm_workers() -> None:
    """When a function has a process for each processor, wait briefly for a warm one before starting another.

    Unrepaired, each request of a burst starts a process of its own, which on one machine slows all of them down: two
    dozen cold starts at once take so long that functions time out. The wait is short when no invocation
    ends, because the functions that occupy the processes may be waiting for this very invocation. Who came first is
    served first.
    """
    acquire, line = lambda_svc.acquire_worker, Line(_must_wait, lambda_svc.release_worker)

    def acquire_patiently(
        name: str, config: dict[str, Any], *code: Any, qualifier: str = "$LATEST", **rest: Any
    ) -> Any:
        if (prepared := _prepared.get()) is not None:
            return prepared, "reused"
        key = lambda_runtime._worker_key(name, config, qualifier)
        return _of_pool(key, line.lease(key, lambda: acquire(name, config, *code, qualifier=qualifier, **rest)))

    async def acquired_patiently(name: str, config: dict[str, Any], *code: Any, qualifier: str = "$LATEST") -> Any:
        key = lambda_runtime._worker_key(name, config, qualifier)
        return _of_pool(key, await line.leased(key, lambda: acquire(name, config, *code, qualifier=qualifier)))

    def release_and_tell(worker: Any) -> None:
        worker = worker.worker if isinstance(worker, _Answered) else worker
        if worker is not None:
            worker.last_used, _last_freed[worker.pool] = time.time(), time.monotonic()
            line.release(worker.pool, worker)

    lambda_svc.acquire_worker, lambda_svc.acquired_worker = acquire_patiently, acquired_patiently
    lambda_svc.release_worker = release_and_tell


def _of_pool(key: str, lease: Any) -> Any:
    if lease[0] is not None:
        lease[0].pool = key
    return lease


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
    lambda_svc.spawn_background = _crew.run


@restores(
    "An invocation of a warm function begins at once.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_an_invocation_starts_no_thread_and_ends_in_time",
)
def invoke_in_the_calling_thread() -> None:
    """Talk to a function's process in the thread that invokes it, and read its log there.

    Unrepaired, each invocation starts a thread, and a second one per process reads the log: each answer waits for the
    interpreter three times.
    """
    lambda_runtime._first_answer, lambda_runtime._started = _first_answer, subprocess.Popen
    spawn = inspect.getsource(lambda_runtime.Worker._spawn)
    patched = rewrite_between(
        rewrite(spawn, "subprocess.Popen(", "_started("),
        '        self._proc.stdin.write(json.dumps(init) + "\\n")',
        "        if response is None:",
        "        response = _first_answer(self, init)\n",
    )
    namespace: dict[str, Any] = {}
    exec(compile(textwrap.dedent(patched), lambda_runtime.__file__, "exec"), lambda_runtime.__dict__, namespace)  # noqa: S102 - its own source
    lambda_runtime.Worker._spawn = namespace["_spawn"]
    lambda_runtime.Worker._read_stderr = lambda _worker: None
    lambda_runtime.Worker.invoke = _invoke


def _first_answer(worker: Any, init: dict[str, Any]) -> dict[str, Any]:
    """Tell a process what to import; return whether it could."""
    invocation = Invocation(worker._proc, init)
    if not invocation.wait(_STARTING_SECONDS):
        raise RuntimeError("Worker process did not start in time")
    answer = invocation.answer or {}
    if answer.get("error") == DIED:
        raise RuntimeError(f"Worker process exited immediately. stderr: {invocation.log}")
    worker.first_log = invocation.log
    return answer


def _invoke(worker: Any, event: Any, request_id: str, **context: Any) -> dict[str, Any]:
    with worker._lock:
        is_cold = _started(worker)
        invocation = Invocation(worker._proc, _message(worker, event, request_id, context))
        in_time = invocation.wait(float(worker.config.get("Timeout", 30)))
        return _outcome(worker, invocation, is_cold=is_cold, in_time=in_time)


def _started(worker: Any) -> bool:
    """Have the process run; tell whether it had to be started."""
    if worker._proc is not None and worker._proc.poll() is None:
        return False
    worker._spawn()
    worker._cold = False
    return True


def _message(worker: Any, event: Any, request_id: str, context: dict[str, Any]) -> dict[str, Any]:
    """What a process reads: as the emulator writes it."""
    arn = context.get("invoked_function_arn")
    return {
        "event": event,
        "ctx": {
            "request_id": request_id,
            "invoked_function_arn": worker.config.get("FunctionArn", "") if arn is None else arn,
            "timeout_ms": int(float(worker.config.get("Timeout", 30)) * 1000),
            "trace_id": context.get("trace_id"),
            "depth": context.get("depth"),
            "durable": context.get("durable") or {},
        },
    }


def _outcome(worker: Any, invocation: Invocation, *, is_cold: bool, in_time: bool) -> dict[str, Any]:
    """What the emulator makes of an answer; a process that failed or is late is killed."""
    invocation.read_log()
    log = "\n".join(filter(None, (worker.__dict__.pop("first_log", ""), invocation.log)))
    answer = invocation.answer
    if not in_time or answer is None:
        answer = {"status": "error", "error": f"Task timed out after {worker.config.get('Timeout', 30)}.00 seconds"}
    if modules := answer.pop("modules", None):  # fork_functions_from_one_that_has_imported asks for them
        lambda_runtime._learned(worker._proc.layers, worker.func_name, modules)
    if answer["status"] == "error":
        process, worker._proc = worker._proc, None
        if process is not None:
            process.kill()
            process.wait()
    return {**answer, "cold_start": is_cold, "log": log}


@restores(
    "Requests do not wait for each other's threads.",
    needed_at="1.5.33",
    shown_by="tests/local/test_worker_repairs.py::test_a_request_invokes_its_functions_on_the_event_loop",
)
def invoke_on_the_event_loop() -> None:
    """Invoke the functions of a request of API Gateway, and of Lambda's own API, on the event loop.

    Unrepaired, each of them starts a thread, for whose start the loop waits, and no other request is served meanwhile.
    What has no process that is warm is started in a thread; what is no function of this kind is called in one that
    stays.
    """

    async def run(function: Callable[..., Any], *args: Any, thread_name: str = "reentrant") -> Any:
        if function not in (lambda_svc._execute_function, lambda_svc._execute_function_with_config_scope):
            return await _crew.ran(function, *args, thread_name=thread_name)
        record, event = args
        config = record.get("config") or record
        if not record.get("code_zip") or not _runs_warm(config):
            return await _crew.ran(function, *args, thread_name=thread_name)
        account, region = lambda_svc._account_region_from_function_config(config)
        with request_scope(account, region):
            return await _executed(record, config, event)

    apigateway_v1.run_reentrant = lambda_svc.run_reentrant = run


def _runs_warm(config: dict[str, Any]) -> bool:
    return (
        str(config.get("Runtime", "")).startswith(_PYTHON)
        and config.get("PackageType", "Zip") == "Zip"
        and lambda_svc.LAMBDA_EXECUTOR != "docker"
        and not lambda_svc.LAMBDA_STRICT
        and not lambda_svc._proxy_url_for(config)
    )


async def _executed(record: dict[str, Any], config: dict[str, Any], event: Any) -> dict[str, Any]:
    """Do what `_execute_function` does for a function that runs in a warm process."""
    request_id, began = lambda_svc.new_uuid(), time.time()
    slot, _limit = lambda_svc._acquire_execution_slot(record, config)
    if slot is None:
        return dict(lambda_svc._execute_function(record, event))  # which says by which limit it is refused
    try:
        result = await _in_a_process(record, config, event, request_id)
    finally:
        lambda_svc._release_execution_slot(slot)
    milliseconds = int((time.time() - began) * 1000)
    lambda_svc._emit_lambda_logs(record, request_id, result.get("log", ""), bool(result.get("error")), milliseconds)
    return result


async def _in_a_process(record: dict[str, Any], config: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
    """Invoke a function in a process of its own; the emulator makes its result of what that answers."""
    name, version = config.get("FunctionName", "unknown"), config.get("Version", "$LATEST")
    worker, _how = await lambda_svc.acquired_worker(name, config, record["code_zip"], qualifier=version)
    if worker is None:
        return dict(lambda_svc._execute_function_warm(record, event, request_id))
    if worker._proc is None or worker._proc.poll() is not None:
        token = _prepared.set(worker)
        try:
            return dict(
                await _crew.ran(lambda_svc._execute_function_warm, record, event, request_id, thread_name="start")
            )
        finally:
            _prepared.reset(token)
    context = {
        "trace_id": lambda_svc._xray_trace_id_for_invocation(config),
        "invoked_function_arn": config.get("FunctionArn", ""),
        "depth": lambda_svc._invoke_depth.get(),
        "durable": lambda_svc._durable_env_overlay(),
    }
    try:
        invocation = Invocation(worker._proc, _message(worker, event, request_id, context))
        in_time = await invocation.waited(float(worker.config.get("Timeout", 30)))
    except BaseException:  # nobody reads its answer any more: the next one would get it
        process, worker._proc = worker._proc, None
        process.kill()
        process.wait()
        lambda_svc.release_worker(worker)
        raise
    token = _prepared.set(_Answered(worker, _outcome(worker, invocation, is_cold=False, in_time=in_time)))
    try:
        return dict(lambda_svc._execute_function_warm(record, event, request_id))
    finally:
        _prepared.reset(token)


class _Answered:
    """A process that has answered, in the place of one that is to be asked."""

    def __init__(self, worker: Any, outcome: dict[str, Any]) -> None:
        self.worker, self._outcome = worker, outcome

    def invoke(self, *_args: Any, **_options: Any) -> dict[str, Any]:
        """Return what the process has answered."""
        return self._outcome


_prepared: ContextVar[Any] = ContextVar("prepared_worker", default=None)
"""The process that the emulator is to take for the invocation in progress."""
