"""The loop that streams answers: it speaks to a Runtime API as Lambda's would be, in a process of its own too."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.entrypoints import streaming_runtime
from bivelio_core.entrypoints.event_stream import Event
from bivelio_core.entrypoints.streaming_runtime import RuntimeApi
from bivelio_core.errors import ResourceNotFound

from tests.api import event
from tests.entrypoints.runtime_api import Reply, RuntimeApiServer
from tests.entrypoints.test_event_stream import Said, at_once, parsed, speaker, words
from tools.template import ROOT

WRAPPER = ROOT / "layers" / "core" / "bivelio_core" / "entrypoints" / "stream-answers"


@pytest.fixture
def lambda_api() -> Iterator[RuntimeApiServer]:
    """Lambda's Runtime API."""
    with RuntimeApiServer() as server:
        yield server


def asking(text: str, *, stream: bool = True, key: str = "") -> dict[str, Any]:
    """An event of API Gateway."""
    headers = {"Idempotency-Key": key} if key else {}
    return event({"data": {"text": text, "stream": stream}}, headers=headers)


def answered(server: RuntimeApiServer, handler: Any, asked: dict[str, Any]) -> Reply:
    """What one turn of the loop sends for an event."""
    server.events.put(asked)
    streaming_runtime.serve(RuntimeApi(server.address), handler)
    return server.reply()


@pytest.mark.usefixtures("table")
def test_events_are_sent_as_they_come_behind_status_and_headers(lambda_api):
    def slow(text: str) -> Iterator[Event]:
        for word in text.split():
            yield "delta", {"text": word}
            time.sleep(0.05)
        yield "result", Said(text=text)

    reply = answered(lambda_api, speaker(slow), asking("bon dia a tothom"))
    head, body = reply.parts()
    assert reply.path == "/2018-06-01/runtime/invocation/request-1/response"
    assert reply.headers["lambda-runtime-function-response-mode"] == "streaming"
    assert reply.headers["content-type"] == "application/vnd.awslambda.http-integration-response"
    assert head["statusCode"] == 200
    assert head["headers"]["Content-Type"] == "text/event-stream; charset=utf-8"
    assert {"X-Request-Id", "X-RateLimit-Remaining", "Strict-Transport-Security"} <= head["headers"].keys()
    assert [name for name, _ in parsed(body)] == ["delta"] * 4 + ["result"]
    times = [at for at, _ in reply.chunks]
    assert len(times) == 6
    assert times[-1] - times[1] > 0.15  # they came one after the other
    assert reply.trailers == {}


@pytest.mark.usefixtures("table")
def test_a_document_is_streamed_too_in_one_piece(lambda_api):
    head, body = answered(lambda_api, speaker(words), asking("hola", stream=False)).parts()
    assert (head["statusCode"], head["headers"]["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert json.loads(body) == {"success": True, "data": {"text": "hola"}}
    head, body = answered(lambda_api, speaker(at_once), asking("hola")).parts()
    assert (head["statusCode"], json.loads(body)["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.usefixtures("table")
def test_a_replayed_stream_is_sent_whole(lambda_api):
    first = answered(lambda_api, speaker(words), asking("bon dia", key="k")).parts()
    head, body = answered(lambda_api, speaker(at_once), asking("bon dia", key="k")).parts()
    assert body == first[1]
    assert head["headers"]["Idempotent-Replayed"] == "true"


def raising(*_: Any) -> dict[str, Any]:
    """A handler that fails; ours answers 500 instead."""
    raise ResourceNotFound


def cut(_event: Any, _context: Any, channel: Any) -> dict[str, Any]:
    """A handler that fails when its response has begun."""
    channel.begin(200, {})
    channel.send("half")
    raise KeyboardInterrupt


def test_a_failure_before_the_response_is_reported(lambda_api):
    with pytest.raises(ResourceNotFound):
        answered(lambda_api, raising, {})
    reply = lambda_api.reply()
    assert reply.path == "/2018-06-01/runtime/invocation/request-1/error"
    assert reply.headers["lambda-runtime-function-error-type"] == "Runtime.ResourceNotFound"
    assert json.loads(reply.body)["errorType"] == "Runtime.ResourceNotFound"


def test_a_failure_within_the_response_is_in_its_trailers(lambda_api):
    with pytest.raises(KeyboardInterrupt):
        answered(lambda_api, cut, {})
    reply = lambda_api.reply()
    assert reply.parts()[1] == "half"
    assert reply.trailers["lambda-runtime-function-error-type"] == "Runtime.KeyboardInterrupt"
    told = json.loads(base64.b64decode(reply.trailers["lambda-runtime-function-error-body"]))
    assert told["errorType"] == "Runtime.KeyboardInterrupt"


def test_a_handler_is_told_how_long_it_may_run(lambda_api):
    told: dict[str, Any] = {}

    def handler(_event: Any, context: Any, _channel: Any) -> dict[str, Any]:
        told.update(left=context.get_remaining_time_in_millis(), trace=os.environ["_X_AMZN_TRACE_ID"])
        return {"statusCode": 200, "headers": {}, "body": ""}

    assert answered(lambda_api, handler, {}).parts() == ({"statusCode": 200, "headers": {}}, "")
    assert 5_000 < told["left"] <= 10_000
    assert told["trace"].startswith("Root=1-")


HANDLER = """
def handler(event, context, channel):
    if event.get("quick"):
        return {"statusCode": 200, "headers": {"A": "b"}, "body": context.function_name}
    channel.begin(201, {"Content-Type": "text/event-stream"})
    for word in ("un", "dos"):
        channel.send(word)
    return {}
"""


def started(lambda_api: RuntimeApiServer, folder: Path, code: str) -> subprocess.Popen[bytes]:
    """The function's process, as Lambda starts it: by the wrapper, with the command of its own runtime."""
    (folder / "handler.py").write_text(code)
    environment = {
        "AWS_LAMBDA_RUNTIME_API": lambda_api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "AgentsInvoke",
        "LAMBDA_TASK_ROOT": str(folder),
        "PYTHONPATH": str(ROOT / "layers" / "core"),
        "_HANDLER": "handler.handler",
        "PATH": os.environ["PATH"],
    }
    return subprocess.Popen([str(WRAPPER), sys.executable, "/var/runtime/bootstrap.py"], env=environment)


def test_the_wrapper_starts_the_loop_which_serves_one_event_after_the_other(lambda_api, tmp_path):
    with started(lambda_api, tmp_path, HANDLER) as process:
        try:
            for number in range(1, 4):
                lambda_api.events.put({"quick": number == 2})
                head, body = lambda_api.reply().parts()
                assert (head["statusCode"], body) == ((200, "AgentsInvoke") if number == 2 else (201, "undos"))
        finally:
            process.terminate()


def test_a_function_that_cannot_be_loaded_says_so(lambda_api, tmp_path):
    with started(lambda_api, tmp_path, "import nothing_like_that") as process:
        reply = lambda_api.reply()
        assert reply.path == "/2018-06-01/runtime/init/error"
        assert json.loads(reply.body)["errorType"] == "Runtime.ModuleNotFoundError"
        assert process.wait(10) != 0


def test_a_handler_that_fails_ends_the_process(lambda_api, tmp_path):
    with started(lambda_api, tmp_path, "def handler(*_): raise SystemExit(3)") as process:
        lambda_api.events.put({})
        assert lambda_api.reply().path.endswith("/request-1/error")
        assert process.wait(10) == 3
