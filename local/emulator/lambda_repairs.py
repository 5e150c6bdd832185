"""Repairs of the Lambda workers: logs, exceptions, interpreter, environment and layers."""

import hashlib
import io
import logging
import os
import shutil
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc

from local.emulator.patching import restores, rewrite
from local.layers import folder_named_in

_RAISED = "__raised__"
_EVENTS_KEPT_PER_FUNCTION = 2000
_ENVIRONMENT_KEPT = (
    *("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONNOUSERSITE", "RUNTIME_PORTS", "RUNTIME_API_PORT"),
    *("WHATSAPP_URL", "TELEGRAM_URL"),  # of simulated services: local/messengers.py
)
_ENVIRONMENT_PREFIXES_KEPT = ("AWS_", "LAMBDA_", "_LAMBDA_", "_MINISTACK_", "_X_AMZN_")

logger = logging.getLogger("function")


@restores(
    "An invocation returns when the function has answered.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_a_silent_invocation_does_not_wait_for_log_lines",
)
def end_logs_with_the_answer() -> None:
    """Have all log lines of an invocation written before its answer, so that nobody waits 50 ms for further ones.

    `invoke_in_the_calling_thread` reads both.
    """
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewrite(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        "        _real_stdout.flush()\n\nrun()",
        "        sys.stderr.flush()\n        _real_stdout.flush()\n\nrun()",
    )


@restores(
    "An error has the type, message and stack trace of the exception, and leaves the execution environment warm.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_an_exception_keeps_its_type",
)
def report_exceptions_as_aws_does() -> None:
    """Report an exception with its type, message and stack trace, and keep the execution environment warm.

    Step Functions' named Retry and Catch match on ``errorType``; an authorizer that raises ``Unauthorized`` must not
    cost a cold start. A module that cannot be imported reports its traceback.
    """
    script = rewrite(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()}) + "\\n")',
        '_real_stdout.write(json.dumps({"status": "ok", "result": {"' + _RAISED + '": {"errorMessage": str(e), '
        '"errorType": type(e).__name__, "requestId": context.aws_request_id, '
        '"stackTrace": traceback.format_tb(e.__traceback__)}, "trace": traceback.format_exc()}}) + "\\n")',
    )
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewrite(
        script,
        '_real_stdout.write(json.dumps({"status": "error", "error": str(e)}) + "\\n")',
        '_real_stdout.write(json.dumps({"status": "error", "error": traceback.format_exc()}) + "\\n")',
    )
    invoke = lambda_svc._execute_function_warm

    def invoke_and_report(function: dict[str, Any], event: Any, request_id: str) -> Any:
        result = invoke(function, event, request_id)
        body = result.get("body")
        if not isinstance(body, dict) or _RAISED not in body:
            return result
        log = "\n".join(filter(None, [result.get("log", ""), body["trace"]]))
        return {"body": body[_RAISED], "error": True, "log": log}

    lambda_svc._execute_function_warm = invoke_and_report


@restores(
    "A function imports only its code and its layers, no package of the machine.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_functions_see_only_the_packages_of_their_layers",
)
def run_on_a_clean_interpreter() -> None:
    """Run functions on the interpreter ``LAMBDA_PYTHON``, which has no packages: only layers supply them."""
    python = os.environ.get("LAMBDA_PYTHON") or sys.executable
    detect = lambda_runtime._detect_runtime_binary

    def detect_runtime_binary(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (python, script) if runtime.startswith("python") else (binary, script)

    lambda_runtime._detect_runtime_binary = detect_runtime_binary


@restores(
    "A function sees its own variables and Lambda's.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_the_host_environment_stays_outside",
)
def hide_the_host_environment() -> None:
    """Give a function its own variables and Lambda's, and none of the host's."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewrite(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        "    os.environ.update(env)\n",
        "    for _name in list(os.environ):\n"
        f"        if _name not in {_ENVIRONMENT_KEPT!r} and not _name.startswith({_ENVIRONMENT_PREFIXES_KEPT!r}):\n"
        "            del os.environ[_name]\n"
        "    os.environ.update(env)\n",
    )


@restores(
    "Layers are mounted below /opt: a cold start unpacks nothing.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_workers_share_the_extracted_layer",
)
def extract_each_layer_once() -> None:
    """Share one extracted copy of a layer among the workers, instead of unpacking it at every cold start."""
    spawn = lambda_runtime.Worker._spawn
    store = Path(os.environ.get("LAYER_FOLDER") or Path(os.environ.get("TMPDIR", "/tmp")) / "emulator-layers")  # noqa: S108

    def spawn_with_shared_layers(self: Any) -> None:
        config = self.config
        layers = config.get("Layers") or []
        if not layers or not str(config.get("Runtime", "")).startswith("python"):
            spawn(self)
            return
        folders = [str(folder) for layer in layers if (folder := _extracted(layer, store))]
        variables = (config.get("Environment") or {}).get("Variables") or {}
        variables = {**variables, "_LAMBDA_LAYERS_DIRS": os.pathsep.join(folders)}
        self.config = {**config, "Layers": [], "Environment": {"Variables": variables}}
        try:
            spawn(self)
        finally:
            self.config = config

    lambda_runtime.Worker._spawn = spawn_with_shared_layers


def _extracted(layer: str | dict[str, Any], store: Path) -> Path | None:
    content = lambda_svc._resolve_layer_zip(layer)
    if not content:
        return None
    if "LAYER_CACHE" in os.environ and (built := folder_named_in(content, Path(os.environ["LAYER_CACHE"]))):
        return built
    folder = store / hashlib.sha256(content).hexdigest()[:32]
    if folder.is_dir():
        return folder
    store.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.{time.monotonic_ns()}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(partial)
    try:
        partial.rename(folder)
    except OSError:  # another worker extracted it first
        shutil.rmtree(partial, ignore_errors=True)
    return folder


@restores(
    "A log stream belongs to an execution environment, not to one invocation.",
    needed_at="1.5.33",
    shown_by="tests/local/test_lambda_repairs.py::test_log_streams_do_not_grow_with_every_invocation",
)
def keep_logs_bounded() -> None:
    """Keep one log stream for each function, with its latest events, and write them to the runtime's log too.

    The unrepaired emulator keeps a stream for every invocation and deletes none.
    """

    def emit(
        function: dict[str, Any],
        request_id: str,
        text: str,
        error: bool,  # noqa: FBT001 - the emulator's signature
        duration_ms: int,
        *,
        log_source: str | None = None,
    ) -> None:
        del log_source  # only container images set it
        config = function.get("config") or function
        name = config.get("FunctionName", "unknown")
        group_name = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
        lines = [
            f"START RequestId: {request_id} Version: {config.get('Version', '$LATEST')}",
            *text.splitlines(),
            f"END RequestId: {request_id}",
            f"REPORT RequestId: {request_id}\tDuration: {duration_ms} ms",
        ]
        stream = _stream(group_name, f"{name}[$LATEST]local")
        now_ms = int(time.time() * 1000)
        events = [{"timestamp": now_ms, "message": line, "ingestionTime": now_ms} for line in lines]
        cloudwatch_logs._append_log_events(stream, events)
        del stream["events"][:-_EVENTS_KEPT_PER_FUNCTION]
        cloudwatch_logs._fanout_to_subscription_filters(group_name, "local", events)
        if text:
            logger.log(logging.ERROR if error else logging.INFO, "%s, %d ms\n%s", name, duration_ms, text)

    lambda_svc._emit_lambda_logs = emit


def _stream(group_name: str, stream_name: str) -> dict[str, Any]:
    groups = cloudwatch_logs._log_groups
    if group_name not in groups:
        groups[group_name] = {
            "arn": cloudwatch_logs._make_group_arn(group_name),
            "creationTime": int(time.time() * 1000),
            "retentionInDays": None,
            "tags": {},
            "subscriptionFilters": {},
            "streams": {},
        }
    streams: dict[str, dict[str, Any]] = groups[group_name]["streams"]
    return streams.setdefault(
        stream_name,
        {
            "events": [],
            "uploadSequenceToken": "1",
            "creationTime": int(time.time() * 1000),
            "firstEventTimestamp": None,
            "lastEventTimestamp": None,
            "lastIngestionTime": None,
        },
    )
