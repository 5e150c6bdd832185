"""A loop over Lambda's Runtime API whose answers are streamed to API Gateway: `responseTransferMode: STREAM`.

Lambda's own Python runtime has no call for a streamed response. The script `stream-answers` beside this module starts
this loop in its place (`AWS_LAMBDA_EXEC_WRAPPER`); the function's handler is the same. Every answer is streamed then,
a JSON document in one piece: first its status and headers as JSON, eight zero bytes, then its body.

Source: AWS Lambda Developer Guide, "Using the Lambda runtime API" and "Building a custom runtime", response streaming;
API Gateway Developer Guide, "Set up a Lambda proxy integration with payload response streaming".
"""

import http.client
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

VERSION = "2018-06-01"
STREAMED = "application/vnd.awslambda.http-integration-response"
END_OF_HEAD = b"\0" * 8
ERROR_TYPE, ERROR_BODY = "Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body"

Handler = Callable[..., dict[str, Any]]


class LambdaContext(NamedTuple):
    """The information about an invocation that its handler gets."""

    aws_request_id: str
    deadline_ms: int
    invoked_function_arn: str
    function_name: str
    function_version: str
    memory_limit_in_mb: str

    def get_remaining_time_in_millis(self) -> int:
        """How long the function may still run."""
        return max(0, self.deadline_ms - int(time.time() * 1000))


class Invocation(NamedTuple):
    """An event to handle."""

    event: dict[str, Any]
    context: LambdaContext


class RuntimeApi:
    """Lambda's Runtime API, at the address of AWS_LAMBDA_RUNTIME_API."""

    def __init__(self, address: str) -> None:
        self._address = address

    def next(self) -> Invocation:
        """Wait for the next event. There is no timeout: the process is frozen meanwhile."""
        connection = http.client.HTTPConnection(self._address)
        connection.request("GET", f"/{VERSION}/runtime/invocation/next")
        answer = connection.getresponse()
        event = json.loads(answer.read())
        connection.close()
        os.environ["_X_AMZN_TRACE_ID"] = answer.headers.get("Lambda-Runtime-Trace-Id", "")
        context = LambdaContext(
            aws_request_id=answer.headers["Lambda-Runtime-Aws-Request-Id"],
            deadline_ms=int(answer.headers["Lambda-Runtime-Deadline-Ms"]),
            invoked_function_arn=answer.headers.get("Lambda-Runtime-Invoked-Function-Arn", ""),
            function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
            function_version=os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", ""),
            memory_limit_in_mb=os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", ""),
        )
        return Invocation(event, context)

    def response(self, request_id: str) -> "Response":
        """The response to an invocation, to be streamed."""
        return Response(self._address, f"/{VERSION}/runtime/invocation/{request_id}/response")

    def fail(self, place: str, error: BaseException) -> None:
        """Report that an invocation, or the start of the function (`init`), failed before its response began."""
        connection = http.client.HTTPConnection(self._address)
        headers = {ERROR_TYPE: _type(error), "Content-Type": "application/json"}
        connection.request("POST", f"/{VERSION}/runtime/{place}/error", json.dumps(_described(error)), headers)
        connection.getresponse().read()
        connection.close()


class Response:
    """The channel of one response (event_stream.Channel): a request to the Runtime API whose body is sent in chunks."""

    def __init__(self, address: str, path: str) -> None:
        self._connection = http.client.HTTPConnection(address)
        self._path = path
        self.has_begun = False

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the status and the headers."""
        self.has_begun = True
        self._connection.putrequest("POST", self._path)
        for name, value in (
            ("Content-Type", STREAMED),
            ("Lambda-Runtime-Function-Response-Mode", "streaming"),
            ("Transfer-Encoding", "chunked"),
            ("Trailer", f"{ERROR_TYPE}, {ERROR_BODY}"),
        ):
            self._connection.putheader(name, value)
        self._connection.endheaders()
        self._chunk(json.dumps({"statusCode": status, "headers": dict(headers)}).encode() + END_OF_HEAD)

    def send(self, text: str) -> None:
        """Send a piece of the body; an empty one would end it."""
        if text:
            self._chunk(text.encode())

    def end(self, error: BaseException | None = None) -> None:
        """End the body. With an error, the trailers say that the body is incomplete."""
        trailers = "" if error is None else f"{ERROR_TYPE}: {_type(error)}\r\n{ERROR_BODY}: {_encoded(error)}\r\n"
        self._connection.send(b"0\r\n" + trailers.encode() + b"\r\n")
        self._connection.getresponse().read()
        self._connection.close()

    def _chunk(self, data: bytes) -> None:
        self._connection.send(b"%x\r\n%s\r\n" % (len(data), data))


def serve(api: RuntimeApi, handler: Handler) -> None:
    """Handle one invocation. Raises what the handler raises, after it was reported."""
    invocation = api.next()
    response = api.response(invocation.context.aws_request_id)
    try:
        answer = handler(invocation.event, invocation.context, response)
    except BaseException as error:
        if response.has_begun:
            response.end(error)
        else:
            api.fail(f"invocation/{invocation.context.aws_request_id}", error)
        raise
    if not response.has_begun:
        response.begin(answer["statusCode"], answer["headers"])
        response.send(answer["body"])
    response.end()


def load(name: str, folder: str) -> Handler:
    """The handler that `_HANDLER` names, `handler.handler`, from the function's folder."""
    module, _, function = name.rpartition(".")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    handler: Handler = getattr(importlib.import_module(module.replace("/", ".")), function)
    return handler


def main() -> None:
    """Serve until the process is ended. A failure of the handler ends it: Lambda starts another."""
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(os.environ["_HANDLER"], os.environ["LAMBDA_TASK_ROOT"])
    except BaseException as error:
        api.fail("init", error)
        raise
    while True:
        serve(api, handler)


def _type(error: BaseException) -> str:
    return f"Runtime.{type(error).__name__}"


def _described(error: BaseException) -> dict[str, Any]:
    trace = traceback.format_tb(error.__traceback__)
    return {"errorType": _type(error), "errorMessage": str(error), "stackTrace": trace}


def _encoded(error: BaseException) -> str:
    import base64  # noqa: PLC0415 - only for what failed

    return base64.b64encode(json.dumps(_described(error)).encode()).decode()


if __name__ == "__main__":
    main()
