"""The MCP server of this platform, as a client asks it: through the function, under its policy."""

import json
import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from bivelio_core.mcp_server.engine import MODERN

from tests.api import Answer, event, invoke, load
from tests.gateway import ARN
from tests.receiver import Received, Receiver, Reply

LEGACY = {"MCP-Protocol-Version": "2025-11-25"}


def asked(
    method: str, params: dict[str, Any] | None = None, *, path: str = "/mcp", identity: int = 1, **caller: Any
) -> Answer:
    """The answer to a request of the older generation."""
    body = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params or {}}
    sent = event(body, headers={**LEGACY, "Accept-Language": caller.pop("language", "en")}, caller=caller)
    return invoke("inbound/mcp", {**sent, "resource": path})


def modern(method: str, params: dict[str, Any], *, path: str = "/mcp", forms: bool = True, **caller: Any) -> Answer:
    """The answer to a request of the newer generation."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}} if forms else {},
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
    headers = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method, "Accept-Language": "en"}
    named = params.get("name") or params.get("uri")
    sent = event(body, headers={**headers, **({"Mcp-Name": named} if named else {})}, caller=caller)
    return invoke("inbound/mcp", {**sent, "resource": path})


def tool(name: str, arguments: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The result of a tool."""
    answer = asked("tools/call", {"name": name, "arguments": arguments or {}}, **more)
    assert answer.status == 200, answer
    assert "result" in answer.body, answer.body
    result: dict[str, Any] = answer.body["result"]
    return result


def used(name: str, arguments: dict[str, Any] | None = None, **more: Any) -> Any:
    """What a tool answers."""
    result = tool(name, arguments, **more)
    assert result["isError"] is False, result
    return result["structuredContent"]


def failure(name: str, arguments: dict[str, Any] | None = None, **more: Any) -> Any:
    """The error that a tool answers."""
    result = tool(name, arguments, **more)
    assert result["isError"] is True, result
    return json.loads(result["content"][0]["text"])["error"]


def names(**more: Any) -> list[str]:
    """The names of the tools that a caller is shown."""
    return [each["name"] for each in asked("tools/list", **more).body["result"]["tools"]]


def served(stage: str, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What API Gateway answers to a request of a stage: the function's answer, or the 401 of the authorizer."""
    about = {"requestId": "gateway-request", "stage": stage, "identity": {"sourceIp": "192.0.2.1"}}
    arn = f"{ARN}/{stage}/POST{path}"
    asking = {"type": "REQUEST", "methodArn": arn, "headers": sent["headers"], "requestContext": about}
    verdict = load("authorizer").handler(asking, None)
    if not verdict.get("usageIdentifierKey"):
        challenge = {"WWW-Authenticate": verdict["context"]["challenge"]}
        return {"statusCode": 401, "headers": challenge, "body": json.dumps(verdict["context"])}
    authorizer = {**verdict["context"], "principalId": verdict["principalId"]}
    event_of = {**sent, "resource": path, "requestContext": {**about, "authorizer": authorizer}}
    lambda_context = SimpleNamespace(
        function_name="mcp", aws_request_id="test", get_remaining_time_in_millis=lambda: 10_000
    )
    answer: dict[str, Any] = load("inbound/mcp").handler(event_of, lambda_context)
    return answer


class Connection(NamedTuple):
    """How a client is connected: with a credential, at an address of a stage."""

    credential: str
    path: str = "/mcp"
    stage: str = "v1"

    def ask(self, method: str, params: dict[str, Any] | None = None, identity: str | int = 1) -> Answer:
        """The answer to a request of the older generation, or the authorizer's 401."""
        headers = {**LEGACY, "Authorization": f"Bearer {self.credential}", "Accept-Language": "en"}
        body = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params or {}}
        answer = served(self.stage, self.path, event(body, headers=headers))
        return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))

    def names(self) -> list[str]:
        """The names of the tools that it is shown."""
        return [each["name"] for each in self.ask("tools/list").body["result"]["tools"]]


class Door(Receiver):
    """The server on 127.0.0.1, at the paths of its own host: `/mcp`, `/sandbox/mcp` and the same with `/readonly`."""

    def __init__(self) -> None:
        super().__init__(self._reply)
        self._turn = threading.Lock()

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def _reply(self, received: Received) -> Reply:
        stage, path = "v1", received.path
        if path.startswith("/sandbox/"):
            stage, path = "sandbox", path.removeprefix("/sandbox")
        sent = {
            "httpMethod": received.method,
            "headers": received.headers,
            "body": received.body.decode(),
            "isBase64Encoded": False,
        }
        with self._turn:
            answer = served(stage, path, sent)
        return Reply(answer["statusCode"], answer["headers"], (answer.get("body") or "").encode())
