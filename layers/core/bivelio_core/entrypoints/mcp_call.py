"""A request of the MCP server: from a call that the authorizer has let in to the protocol's engine, and back.

The engine knows HTTP's parts and the protocol; who asks, for whom, and in which language is decided here.
"""

from urllib.parse import urlsplit

from bivelio_core import config, ttl_cache
from bivelio_core.catalogue import LANGUAGES, SOURCE
from bivelio_core.context import Context
from bivelio_core.errors import ApiError, InvalidToken, NotPublishable
from bivelio_core.mcp_server import engine
from bivelio_core.mcp_server.messages import INVALID_REQUEST, Client, HttpMessage, McpError
from bivelio_core.mcp_server.offer import Offer
from bivelio_core.mcp_server.work import Session
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from .authenticate import authenticate
from .http import HttpRequest
from .idempotency import idempotency_key
from .inbound import Call, Reply
from .language import preferred

PATH, READONLY_PATH = "/mcp", "/mcp/readonly"
MAXIMUM_BODY_BYTES = 262_144
LANGUAGE_SECONDS = 300

_languages: ttl_cache.TtlCache[str] = ttl_cache.TtlCache(LANGUAGE_SECONDS, 1_000)


def answer(call: Call) -> Reply:
    """The answer of the engine. Raises ApiError when the caller may not ask at all."""
    ctx = context_of(call)
    session = Session(ctx, is_readonly=call.path == READONLY_PATH)

    def open_registry(_client: Client) -> Offer:
        return Offer(session)

    message = HttpMessage(call.method, call.headers, call.body)
    reply = engine.serve(message, open_registry, origins=own_origins())
    code = None if reply.code is None else f"JSONRPC{reply.code}"
    return Reply(reply.status, document=reply.document, headers=reply.headers, code=code)


def refuse(error: ApiError, request: HttpRequest) -> Reply:
    """The answer to who may not ask, or asks too much at once: an error of JSON-RPC with our code in its data."""
    described = error.describe(request.language, request.request_id, request.docs)
    failure = McpError(INVALID_REQUEST, described["message"], described)
    waits = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    document = {"jsonrpc": "2.0", "error": failure.document()}
    return Reply(error.status, document=document, headers=waits, code=error.code)


def context_of(call: Call) -> Context:
    """The caller, as the authorizer has identified it. Raises ApiError."""
    request = HttpRequest(
        *(call.headers, call.body, call.request_id, "", call.source_ip), call.authorizer, query=call.query
    )
    caller = authenticate(request)
    if caller.environment != call.environment:
        raise InvalidToken
    if caller.needs_factor:
        from bivelio_core.identity.errors import MfaNotEnrolled  # noqa: PLC0415 - only refusals need it

        raise MfaNotEnrolled(details={"reason": "not_enrolled"})
    if caller.is_publishable:
        raise NotPublishable(details={"reason": "not_publishable"})
    tenant = Tenant.at(caller.organisation, caller.environment)
    return Context(
        tenant=tenant,
        actor=caller.actor,
        scopes=caller.scopes,
        request_id=call.request_id,
        language=_language(call, caller.organisation),
        store=TenantStore(table(), tenant),
        idempotency_key=idempotency_key(call.headers),
        source_ip=call.source_ip,
        session=caller.session,
        role=caller.role,
        client=caller.client,
    )


def _language(call: Call, organisation: str) -> str:
    """What the request asks for; most assistants ask for nothing, and get the organisation's."""
    header = call.headers.get("accept-language", "")
    if header.strip() not in {"", "*"}:
        return preferred(header)
    return _languages.get(organisation, lambda: _language_of(organisation))


def _language_of(organisation: str) -> str:
    item = table().get(keys.organisation(organisation)) or {}
    return str(item["language"]) if item.get("language") in LANGUAGES else SOURCE


def own_origins() -> frozenset[str]:
    """The origins whose pages may call: the dashboard's."""
    url = urlsplit(config.app_url())
    return frozenset({f"{url.scheme}://{url.netloc}"})
