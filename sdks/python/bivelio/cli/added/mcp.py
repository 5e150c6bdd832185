"""`bivelio mcp serve`: the platform's MCP server for programs that start theirs, over the standard input and output.

One JSON-RPC message a line, in both directions, as the transport `stdio` of the Model Context Protocol has it. Each
message goes to the server by HTTP, and its answer comes back as it is: this program reads what headers must repeat.
"""

from __future__ import annotations

import base64
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import BiVelioError
from ..connection import connected, credential_of, resolved
from ..problems import error_output

if TYPE_CHECKING:
    from ..connection import Target

_META = "io.modelcontextprotocol/protocolVersion"
_NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_AT_ONCE = 8
_LONGEST_ANSWER_SECONDS = 40.0
_NO_ANSWER, _REFUSED, _PARSE_ERROR = -32603, -32001, -32700


def serve(
    context: typer.Context,
    readonly: Annotated[bool, typer.Option("--readonly", help="Offer only what changes nothing.")] = False,
) -> None:
    """Serve the MCP server on the standard input and output, for Claude Desktop, Cursor and other programs."""
    with error_output():
        where = resolved(context, {})
        with connected(where) as client:
            url = f"{client.base_url}/mcp{'/readonly' if readonly else ''}"
        Bridge(where, url).run()


class Bridge:
    """Carries messages to the server and its answers back, several at once."""

    def __init__(self, where: Target, url: str) -> None:
        self._where = where
        self._url = url
        self._version: str | None = None
        """Of the older generation, what `initialize` agreed on."""
        self._writing = threading.Lock()

    def run(self) -> None:
        """Carry messages until the input ends."""
        import httpx

        with httpx.Client(timeout=_LONGEST_ANSWER_SECONDS) as http, ThreadPoolExecutor(_AT_ONCE) as pool:
            for line in sys.stdin.buffer:
                if line.strip():
                    pool.submit(self._carry, http, line)

    def _carry(self, http: Any, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            self._write(_failed(None, _PARSE_ERROR, "The line is not JSON."))
            return
        answer = self._answer(http, message if isinstance(message, dict) else {}, line)
        if answer is not None:
            self._write(answer)

    def _answer(self, http: Any, message: dict[str, Any], line: bytes) -> dict[str, Any] | None:
        import httpx

        identity, method = message.get("id"), message.get("method")
        try:
            answered = http.post(self._url, content=line.strip(), headers=self._headers(message))
        except (BiVelioError, httpx.HTTPError) as error:
            return None if identity is None else _failed(identity, _NO_ANSWER, f"No answer from {self._url}: {error}")
        document = _document(answered)
        if identity is None:
            return None
        if "jsonrpc" not in document:  # refused before the protocol: a credential, a limit
            refusal = document.get("error")
            text = refusal.get("message") if isinstance(refusal, dict) else None
            return _failed(identity, _REFUSED, text or f"The server answered {answered.status_code}.")
        if method == "initialize":
            self._version = document.get("result", {}).get("protocolVersion")
        return document

    def _headers(self, message: dict[str, Any]) -> dict[str, str]:
        """Return the headers of a message: its credential, and what the newer generation has repeated there."""
        with connected(self._where) as client:  # a token of a person is refreshed here when it is old
            name, value = credential_of(client)
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", name: value}
        if self._where.language:
            headers["Accept-Language"] = self._where.language
        fields = message.get("params")
        params: dict[str, Any] = fields if isinstance(fields, dict) else {}
        meta = params.get("_meta")
        version = meta.get(_META) if isinstance(meta, dict) else None
        if isinstance(version, str):
            method = str(message.get("method"))
            headers |= {"MCP-Protocol-Version": version, "Mcp-Method": method}
            if method in _NAMED_BY:
                headers["Mcp-Name"] = _header(str(params.get(_NAMED_BY[method], "")))
        elif self._version and message.get("method") != "initialize":
            headers["MCP-Protocol-Version"] = self._version
        return headers

    def _write(self, document: dict[str, Any]) -> None:
        line = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._writing:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()


def _document(answered: Any) -> dict[str, Any]:
    try:
        document = answered.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _failed(identity: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": message}}


def _header(text: str) -> str:
    """Return a text as the value of a header: in base64 where it is not plain ASCII (MCP 2026-07-28)."""
    if text.isascii() and text.isprintable() and text == text.strip() and not text.startswith("=?"):
        return text
    return f"=?base64?{base64.b64encode(text.encode()).decode()}?="
