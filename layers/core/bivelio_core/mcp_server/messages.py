"""What the engine is given and what it answers: HTTP on one side, JSON-RPC inside it.

Sources: MCP 2025-11-25 and 2026-07-28, "Transports"; JSON-RPC 2.0.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION, RESOURCE_NOT_FOUND = -32020, -32021, -32022, -32002

NOTHING: Mapping[str, Any] = MappingProxyType({})
JsonObject = dict[str, Any]
DEEPEST = 64
"""As many arrays and objects may be inside one another."""


class McpError(Exception):
    """A failure of the protocol: what a caller can correct, with a code of JSON-RPC."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    def document(self) -> JsonObject:
        """The `error` of an answer."""
        return {"code": self.code, "message": self.message, **({} if self.data is None else {"data": self.data})}


class HttpMessage(NamedTuple):
    """A request as it came. Header names are lower case."""

    method: str
    headers: Mapping[str, str]
    body: bytes


class HttpReply(NamedTuple):
    """The answer: a status, and a document unless there is nothing to say. `code` is that of its failure."""

    status: int
    document: JsonObject | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    code: int | None = None


class Client(NamedTuple):
    """The program that asks: which generation it speaks, what it is called, and what it can do."""

    version: str
    is_modern: bool
    name: str = ""
    capabilities: Mapping[str, Any] = NOTHING

    @property
    def shows_forms(self) -> bool:
        """Whether its user can be asked by a form. `elicitation: {}` means forms."""
        elicitation = self.capabilities.get("elicitation")
        return isinstance(elicitation, Mapping) and (not elicitation or "form" in elicitation)


class Call(NamedTuple):
    """A call of a tool, a prompt or a resource, by its name or address.

    Attributes:
        name: of the tool or the prompt; of a resource its address.
        arguments: what it is called with.
        client: who asks.
        id: the id of the request; a client that repeats a request for want of an answer repeats it too.
        meta: `_meta` of the request.
        answers: what the user said to what was asked before (`inputResponses`).
        state: what was handed out with that question (`requestState`).
    """

    name: str
    arguments: JsonObject
    client: Client
    id: str | int
    meta: Mapping[str, Any] = NOTHING
    answers: Mapping[str, Any] = NOTHING
    state: str | None = None


class Question(NamedTuple):
    """The answer to a call that needs its user first: requests by a name, and what comes back with the answers."""

    requests: Mapping[str, JsonObject]
    state: str | None = None


class Request(NamedTuple):
    """A message of JSON-RPC. A notification has no id."""

    method: str
    params: JsonObject
    id: str | int | None

    @property
    def meta(self) -> Mapping[str, Any]:
        """Its `_meta`."""
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else NOTHING


def request_of(body: bytes) -> Request | None:
    """The message of a body; None for an answer, which nobody here waits for. Raises McpError."""
    document = _document(body)
    if not isinstance(document, dict) or document.get("jsonrpc") != "2.0":
        raise McpError(INVALID_REQUEST, "A body is one message of JSON-RPC 2.0.")
    if "method" not in document and ("result" in document or "error" in document):
        return None
    method, params, identity = document.get("method"), document.get("params", {}), document.get("id")
    if not isinstance(method, str):
        raise McpError(INVALID_REQUEST, "`method` is a text.")
    if "id" in document and (isinstance(identity, bool) or not isinstance(identity, str | int)):
        raise McpError(INVALID_REQUEST, "`id` is a text or an integer.")
    if not isinstance(params, dict):
        raise McpError(INVALID_PARAMS, "`params` is an object.")
    return Request(method, params, identity)


def _document(body: bytes) -> Any:
    try:
        document = json.loads(body.decode(), parse_constant=_no_number)
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise McpError(PARSE_ERROR, "The body is no JSON in UTF-8.") from error
    if not _is_shallow(document):
        raise McpError(PARSE_ERROR, f"More than {DEEPEST} arrays and objects are inside one another.")
    return document


def _no_number(name: str) -> float:
    raise ValueError(name)


def _is_shallow(document: Any) -> bool:
    level = [document]
    for _ in range(DEEPEST):
        level = [part for each in level for part in _parts(each)]
        if not level:
            return True
    return False


def _parts(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for part in parts if isinstance(part, dict | list)]
