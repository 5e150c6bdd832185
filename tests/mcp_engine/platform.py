"""The MCP server of this platform, as a client asks it: through the function, under its policy."""

import json
from typing import Any, NamedTuple

from bivelio_core.mcp_server.engine import MODERN

from tests.api import Answer, event, invoke, load
from tests.gateway import ARN

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


class Connection(NamedTuple):
    """How a client is connected: with a credential, at an address of a stage."""

    credential: str
    path: str = "/mcp"
    stage: str = "v1"

    def ask(self, method: str, params: dict[str, Any] | None = None, identity: str | int = 1) -> Answer:
        """The answer to a request of the older generation, or the authorizer's 401."""
        headers = {**LEGACY, "Authorization": f"Bearer {self.credential}", "Accept-Language": "en"}
        sent = event({"jsonrpc": "2.0", "id": identity, "method": method, "params": params or {}}, headers=headers)
        about = {"requestId": "gateway-request", "stage": self.stage, "identity": {"sourceIp": "192.0.2.1"}}
        arn = f"{ARN}/{self.stage}/POST{self.path}"
        asking = {"type": "REQUEST", "methodArn": arn, "headers": sent["headers"], "requestContext": about}
        verdict = load("authorizer").handler(asking, None)
        if not verdict.get("usageIdentifierKey"):
            return Answer(401, {}, verdict["context"])
        authorizer = {**verdict["context"], "principalId": verdict["principalId"]}
        told = {"resource": self.path, "requestContext": {**about, "authorizer": authorizer}}
        return invoke("inbound/mcp", {**sent, **told})

    def names(self) -> list[str]:
        """The names of the tools that it is shown."""
        return [each["name"] for each in self.ask("tools/list").body["result"]["tools"]]
