"""How our clients reach moto: by a network that ends in this process and tells what it carries.

A test registers for the events of a client, whichever client it is: `events_of`. Our own client has none; its network
here emits those of botocore's that tests ask for, for each try.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import unquote

from bivelio_core import clients
from bivelio_core.aws.connection import Answer, Connections
from bivelio_core.aws.parties import Endpoint
from bivelio_core.aws.protocol import with_bytes
from bivelio_core.aws.refusals import TryAgain
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws_calls import CallPolicy
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionError as Unconnected
from botocore.exceptions import HTTPClientError
from botocore.hooks import HierarchicalEmitter
from moto.core.models import botocore_stubber

EVENTS = {"secretsmanager": "secrets-manager", "states": "sfn"}
"""What botocore's events call a service, where that is not its name in signatures."""
OF_SCHEDULES = {operation.method: operation.name for operation in SERVICES["scheduler"].operations.values()}

invoked: list[Callable[[str, dict[str, Any], dict[str, Any]], None]] = []
"""Who is told of each function of ours that another one invokes: its folder, the event, and what it answers."""


class Network:
    """The way of one client's requests: to moto while it is mocking, else to the server."""

    def __init__(self, endpoint: Endpoint, policy: CallPolicy) -> None:
        self.events = cast("Any", HierarchicalEmitter())
        self.events.register("before-send", botocore_stubber)
        self.service = EVENTS.get(endpoint.service, endpoint.service)
        self._server = f"{'https' if endpoint.is_secure else 'http'}://{endpoint.authority}"
        self._connections = Connections(endpoint, clients.AGENT, policy.connect, policy.read)

    def __call__(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        """See Send."""
        if self.service == "lambda":
            return _invoked(path, body)
        name = self.operation(method, headers)
        event, about = f"{self.service}.{name}", {"model": SimpleNamespace(name=name), "context": dict[str, Any]()}
        params = json.loads(body or b"{}", object_hook=with_bytes)
        self.events.emit(f"before-parameter-build.{event}", params=params, **about)
        self.events.emit(f"provide-client-params.{event}", params=params, **about)
        self.events.emit(f"before-call.{event}", params={"body": body}, **about)
        answer = self._sent(f"before-send.{event}", method, path, headers, body)
        self.events.emit(f"after-call.{event}", **about)
        return answer

    def operation(self, method: str, headers: Any) -> str:
        """What a request asks its service for."""
        target = headers.get("X-Amz-Target")
        return target.partition(".")[2] if target else OF_SCHEDULES[method]

    def _sent(self, event: str, method: str, path: str, headers: Any, body: bytes) -> Answer:
        request = AWSPreparedRequest(method, self._server + path, HTTPHeaders.from_dict(headers), body, False)
        try:
            _, answer = self.events.emit_until_response(event, request=request)
        except (Unconnected, HTTPClientError) as failure:
            raise TryAgain(repr(failure)) from failure
        if answer is None:
            return self._connections(method, path, headers, body)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, named, answer.content)


def _invoked(path: str, body: bytes) -> Answer:
    """The answer of a function of ours, which runs in this process under its policy."""
    from tests.api import load
    from tools.template import functions

    name = unquote(path.removeprefix("/2015-03-31/functions/").removesuffix("/invocations")).partition(":")[0]
    (folder,) = (each.folder for each in functions() if name.endswith(f"_{each.logical_id}"))
    about = SimpleNamespace(function_name=name, aws_request_id="test", get_remaining_time_in_millis=lambda: 10_000)
    event, place = json.loads(body), folder.strip("/").removeprefix("functions/")
    answer = load(place).handler(event, about)
    for tell in invoked:
        tell(place, event, answer)
    return Answer(200, {}, json.dumps(answer).encode())


def events_of(client: Any) -> Any:
    """The events of a client, ours or boto3's: an emitter of botocore's."""
    return client.send.events if hasattr(client, "send") else client.meta.events
