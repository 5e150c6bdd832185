"""The protocol's engine: streamable HTTP without state, answers in JSON, both generations at one address.

A request that says its version in `_meta` is of 2026-07-28; one that does not is of 2025-11-25 or before, and begins
with `initialize`. Nothing is kept between requests, so no session is made and no stream is opened.

It knows nothing of this platform: what it offers is a `Registry`.
Sources: MCP 2025-11-25 and 2026-07-28, "Transports", "Lifecycle", "Versioning", "Multi round-trip requests".
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence

from . import messages as m
from .messages import Call, Client, HttpMessage, HttpReply, JsonObject, McpError, Question, Request
from .registry import Registry

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18")
SUPPORTED = (MODERN, *LEGACY)
UNSAID = "2025-03-26"
"""The version that the older specification has a server assume of a request that says none."""

META = "io.modelcontextprotocol/"
NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
"""Methods whose parameter of this name is in the header Mcp-Name too; they alone may ask the user."""

CAPABILITIES = {"elicitation/create": "elicitation", "sampling/createMessage": "sampling", "roots/list": "roots"}
"""What a client must have said that it can do before it is asked for it."""

MOST_VALUES = 100
"""Values of a completion, at most (both specifications)."""

LIST_MILLISECONDS = 300_000
"""How long a client may keep what is listed."""

STATUS = {m.METHOD_NOT_FOUND: 404, m.INTERNAL_ERROR: 500}
_ENCODED = re.compile(r"=\?base64\?([A-Za-z0-9+/]*={0,2})\?=")

Open = Callable[[Client], Registry]


def serve(message: HttpMessage, open_registry: Open, *, origins: frozenset[str] = frozenset()) -> HttpReply:
    """The answer to a request. Pages of other origins than `origins` are refused; programs send none."""
    if message.headers.get("origin", "") not in {"", *origins}:
        return _failed(None, McpError(m.INVALID_REQUEST, "This origin is not allowed."), 403)
    if message.method != "POST":
        return HttpReply(405, headers={"Allow": "POST"})
    if message.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return _failed(None, McpError(m.INVALID_REQUEST, "Content-Type must be application/json."), 415)
    identity: str | int | None = None
    is_modern = False
    try:
        request = m.request_of(message.body)
        if request is None or request.id is None:
            return HttpReply(202)
        identity = request.id
        is_modern = _is_modern(request, message.headers)
        client = _modern_client(request, message.headers) if is_modern else _legacy_client(request, message.headers)
        return HttpReply(200, _answer(request, client, open_registry))
    except McpError as error:
        # In the older generation, what a method answers is always 200: the status is of the transport alone.
        is_of_method = identity is not None and not is_modern and error.code != m.UNSUPPORTED_VERSION
        return _failed(identity, error, 200 if is_of_method else STATUS.get(error.code, 400))


def _failed(identity: str | int | None, error: McpError, status: int) -> HttpReply:
    about = {} if identity is None else {"id": identity}
    return HttpReply(status, {"jsonrpc": "2.0", **about, "error": error.document()}, code=error.code)


def _is_modern(request: Request, headers: Mapping[str, str]) -> bool:
    return f"{META}protocolVersion" in request.meta or (
        request.method != "initialize" and headers.get("mcp-protocol-version") == MODERN
    )


def _legacy_client(request: Request, headers: Mapping[str, str]) -> Client:
    version = headers.get("mcp-protocol-version", UNSAID)
    if version not in {*LEGACY, UNSAID} and request.method != "initialize":
        raise _unsupported(version)
    about = request.params if request.method == "initialize" else {}
    return Client(version, is_modern=False, name=_name(about.get("clientInfo")))


def _modern_client(request: Request, headers: Mapping[str, str]) -> Client:
    version, capabilities = (request.meta.get(f"{META}{name}") for name in ("protocolVersion", "clientCapabilities"))
    if not isinstance(version, str) or not isinstance(capabilities, dict):
        raise McpError(m.INVALID_PARAMS, f"`_meta` needs {META}protocolVersion and {META}clientCapabilities.")
    _require_same(headers, "MCP-Protocol-Version", version)
    _require_same(headers, "Mcp-Method", request.method)
    if request.method in NAMED_BY:
        _require_same(headers, "Mcp-Name", request.params.get(NAMED_BY[request.method]))
    if version != MODERN:
        raise _unsupported(version)
    name = _name(request.meta.get(f"{META}clientInfo"))
    return Client(version, is_modern=True, name=name, capabilities=capabilities)


def _require_same(headers: Mapping[str, str], name: str, value: object) -> None:
    header = headers.get(name.lower())
    if header is None or decoded(header.strip(" \t")) != value:
        raise McpError(m.HEADER_MISMATCH, f"The header {name} does not say what the body says.")


def decoded(header: str) -> str | None:
    """The value of a header, which is in base64 if it is not plain ASCII; None for one that is damaged."""
    encoded = _ENCODED.fullmatch(header)
    if encoded is None:
        return header
    try:
        return base64.b64decode(encoded[1], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _name(info: object) -> str:
    name = info.get("name") if isinstance(info, dict) else None
    return name if isinstance(name, str) else ""


def _unsupported(version: str) -> McpError:
    data = {"supported": list(SUPPORTED), "requested": version}
    return McpError(m.UNSUPPORTED_VERSION, "This version of the protocol is not spoken here.", data)


def _answer(request: Request, client: Client, open_registry: Open) -> JsonObject:
    registry = open_registry(client)
    result = (_modern_result if client.is_modern else _legacy_result)(request, client, registry)
    return {"jsonrpc": "2.0", "id": request.id, "result": result}


# ------------------------------------------------------------------------------------------------- 2025-11-25
def _legacy_result(request: Request, client: Client, registry: Registry) -> JsonObject:
    match request.method:
        case "initialize":
            proposal = request.params.get("protocolVersion")
            if not isinstance(proposal, str):
                raise McpError(m.INVALID_PARAMS, "`protocolVersion` is a text.")
            version = proposal if proposal in LEGACY else LEGACY[0]
            return {"protocolVersion": version, **_introduction(registry), "serverInfo": dict(registry.about)}
        case "ping":
            return {}
        case method if (listed := _list(method, request, registry)) is not None:
            return listed
    result = _result(request, client, registry)
    if isinstance(result, Question):
        raise McpError(m.INTERNAL_ERROR, "This client cannot be asked.")
    return result


def _introduction(registry: Registry) -> JsonObject:
    offered = {name: {"listChanged": False} for name in ("tools", "prompts")}
    resources = {"listChanged": False, "subscribe": False}
    capabilities = {**offered, "resources": resources, "completions": {}}
    return {"capabilities": capabilities, "instructions": registry.instructions}


# ------------------------------------------------------------------------------------------------- 2026-07-28
def _modern_result(request: Request, client: Client, registry: Registry) -> JsonObject:
    about = {"_meta": {f"{META}serverInfo": dict(registry.about)}, "resultType": "complete"}
    cache = {"ttlMs": LIST_MILLISECONDS, "cacheScope": "private"}
    if request.method == "server/discover":
        return {**about, **cache, "supportedVersions": list(SUPPORTED), **_introduction(registry)}
    if (listed := _list(request.method, request, registry)) is not None:
        return {**about, **cache, **listed}
    result = _result(request, client, registry)
    if isinstance(result, Question):
        return {**about, **_question(result, client)}
    return {**about, **({"ttlMs": 0, "cacheScope": "private"} if request.method == "resources/read" else {}), **result}


def _question(question: Question, client: Client) -> JsonObject:
    """What a client is to ask its user. It is never asked for what it has not said that it can do."""
    for each in question.requests.values():
        capability = CAPABILITIES[each["method"]]
        can = client.shows_forms if capability == "elicitation" else capability in client.capabilities
        if not can:
            needed: JsonObject = {"requiredCapabilities": {capability: {}}}
            raise McpError(m.MISSING_CAPABILITY, f"This needs a client with {capability}.", needed)
    requests = {"inputRequests": dict(question.requests)} if question.requests else {}
    state = {} if question.state is None else {"requestState": question.state}
    return {"resultType": "input_required", **requests, **state}


# --------------------------------------------------------------------------------------------- of both generations
def _list(method: str, request: Request, registry: Registry) -> JsonObject | None:
    lists: dict[str, tuple[str, Callable[[], Sequence[JsonObject]]]] = {
        "tools/list": ("tools", registry.tools),
        "prompts/list": ("prompts", registry.prompts),
        "resources/list": ("resources", registry.resources),
        "resources/templates/list": ("resourceTemplates", registry.templates),
    }
    if method not in lists:
        return None
    if request.params.get("cursor") is not None:
        raise McpError(m.INVALID_PARAMS, "There is one page: no cursor was handed out.")
    field, listed = lists[method]
    return {field: list(listed())}


def _result(request: Request, client: Client, registry: Registry) -> JsonObject | Question:
    match request.method:
        case "tools/call":
            return registry.call(_call(request, client))
        case "prompts/get":
            return registry.prompt(_call(request, client))
        case "resources/read":
            return _contents(_call(request, client), registry)
        case "completion/complete":
            return _completion(request, registry)
    raise McpError(m.METHOD_NOT_FOUND, "There is no such method.")


def _call(request: Request, client: Client) -> Call:
    params, identity = request.params, request.id
    name, arguments = params.get(NAMED_BY[request.method]), params.get("arguments", {})
    answers, state = params.get("inputResponses", {}), params.get("requestState")
    if not isinstance(name, str):
        raise McpError(m.INVALID_PARAMS, f"`{NAMED_BY[request.method]}` is a text.")
    if not isinstance(arguments, dict):
        raise McpError(m.INVALID_PARAMS, "`arguments` is an object.")
    if not isinstance(answers, dict) or not isinstance(state, str | None):
        raise McpError(m.INVALID_PARAMS, "`inputResponses` is an object, `requestState` a text.")
    follow_up = (answers, state) if client.is_modern else ({}, None)
    return Call(name, arguments, client, "" if identity is None else identity, request.meta, *follow_up)


def _contents(call: Call, registry: Registry) -> JsonObject | Question:
    contents = registry.read(call)
    if contents is None:
        code = m.INVALID_PARAMS if call.client.is_modern else m.RESOURCE_NOT_FOUND
        raise McpError(code, "There is no such resource.", {"uri": call.name})
    return contents if isinstance(contents, Question) else {"contents": list(contents)}


def _completion(request: Request, registry: Registry) -> JsonObject:
    reference, argument = request.params.get("ref"), request.params.get("argument")
    name = argument.get("name") if isinstance(argument, dict) else None
    beginning = argument.get("value") if isinstance(argument, dict) else None
    if not isinstance(reference, dict) or not isinstance(name, str) or not isinstance(beginning, str):
        raise McpError(m.INVALID_PARAMS, "`ref` and `argument` with `name` and `value` are needed.")
    values = list(registry.completions(reference, name, beginning))
    return {"completion": {"values": values[:MOST_VALUES], "total": len(values), "hasMore": len(values) > MOST_VALUES}}
