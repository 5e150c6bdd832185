"""A small MCP server on 127.0.0.1, of either generation of the protocol, whose answers a test chooses."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.receiver import Received, Receiver, Reply

MODERN, LEGACY = "2026-07-28", "2025-11-25"
RANGE = {"type": "object", "properties": {"path": {"type": "string"}, "range": {"type": "string"}}}
READ = {"name": "read", "inputSchema": RANGE, "annotations": {"readOnlyHint": True, "title": "Read a range"}}
WRITE = {"name": "write", "description": "Appends a row.", "inputSchema": RANGE}
SET = {"name": "set", "inputSchema": RANGE, "annotations": {"idempotentHint": True}}
VALUES = {"values": [["Nom", "Email"], ["ABC", "abc@exemple.com"]]}

Answer = Callable[[Received, dict[str, Any]], Reply | None]


def result(asked: Mapping[str, Any], content: Any) -> Reply:
    """A JSON answer to a request."""
    return as_json({"jsonrpc": "2.0", "id": asked.get("id"), "result": content})


def as_json(document: Any, status: int = 200) -> Reply:
    """A document as JSON."""
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(document).encode())


def failed(asked: Mapping[str, Any], code: int, message: str, status: int = 200) -> Reply:
    """An error of the protocol."""
    return as_json({"jsonrpc": "2.0", "id": asked.get("id"), "error": {"code": code, "message": message}}, status)


def as_event(document: Any) -> Reply:
    """The same in a stream of events, which begins with an empty one, as servers of the older generation do."""
    body = f"id: 1\ndata:\n\nevent: message\nid: 2\ndata: {json.dumps(document)}\n\n"
    return Reply(200, {"Content-Type": "text/event-stream"}, body.encode())


def called(content: Any, *, is_error: bool = False) -> dict[str, Any]:
    """The result of a tool: structured, and as text."""
    text = content if isinstance(content, str) else json.dumps(content)
    structured = {} if isinstance(content, str) else {"structuredContent": content}
    blocks = [{"type": "text", "text": text}]
    return {"content": blocks, "isError": is_error, "resultType": "complete", **structured}


class SmallServer(Receiver):
    """`with SmallServer() as server:`; `on` replaces the answers to single methods."""

    def __init__(self, version: str = MODERN, **on: Answer) -> None:
        super().__init__(self._answer)
        self.version = version
        self.on: dict[str, Answer] = {name.replace("_", "/"): answer for name, answer in on.items()}
        self.calls: list[dict[str, Any]] = []

    def methods(self) -> list[str]:
        """What was asked, in order; the HTTP method of requests without a body."""
        return [json.loads(each.body)["method"] if each.body else each.method for each in self.received]

    def _answer(self, request: Received) -> Reply | None:
        if request.method != "POST":
            return Reply(405)
        asked = json.loads(request.body)
        if asked["method"] == "tools/call":
            self.calls.append(asked["params"])
        if own := self.on.get(asked["method"]):
            return own(request, asked)
        if asked["method"].startswith("notifications/"):
            return Reply(202, body=b"")
        return self._modern(asked) if self.version == MODERN else self._legacy(asked)

    def _modern(self, asked: dict[str, Any]) -> Reply:
        about = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
        match asked["method"]:
            case "server/discover":
                return result(asked, {"supportedVersions": [MODERN], "capabilities": {"tools": {}}, **about})
            case "tools/list":
                return result(asked, {"tools": [READ, WRITE, SET], **about})
            case "tools/call":
                return result(asked, called(VALUES))
        return failed(asked, -32601, "Method not found", 404)

    def _legacy(self, asked: dict[str, Any]) -> Reply:
        match asked["method"]:
            case "initialize":
                about = {"protocolVersion": LEGACY, "capabilities": {"tools": {}}}
                answer = result(asked, {**about, "serverInfo": {"name": "small", "version": "1"}})
                answer.headers["Mcp-Session-Id"] = "session-1"
                return answer
            case "tools/list":
                return as_event({"jsonrpc": "2.0", "id": asked["id"], "result": {"tools": [READ, WRITE, SET]}})
            case "tools/call":
                return as_event({"jsonrpc": "2.0", "id": asked["id"], "result": called(VALUES)})
        return failed(asked, -32000, "Bad Request: no valid session ID", 400)
