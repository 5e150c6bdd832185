"""`@inbound`: from a call of a provider to an answer, without the authorizer: the handler verifies who calls.

It sees the raw bytes of the body, because signatures are over these, and has to answer in milliseconds: it puts an
accepted call on a queue, and a worker reads it. Every refusal is a bare status, so that a stranger learns nothing. Only
where the callers are customers (`in_envelope`) does the answer say what is wrong, as in the API.

    @inbound("/inbound/whatsapp", methods=("GET", "POST"))
    def handler(call: Call) -> Reply: ...
"""

import time
from collections.abc import Callable, Mapping
from functools import update_wrapper
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import clients, clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.errors import ApiError, InternalError, OnlyPost, TemporarilyUnavailable, TooLarge
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json
from bivelio_core.needs import Needs
from bivelio_core.tenancy import Environment, Tenant

from .http import JSON, SECURITY_HEADERS, HttpRequest
from .lambda_handler import lambda_handler
from .logs import begin_invocation, logger, write_request_line

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

MAXIMUM_BODY_BYTES = 3_145_728
"""Meta's largest webhook (Webhooks, "Event notifications"); Telegram's and Google's are smaller."""

SANDBOX_STAGE = "sandbox"
OK, FORBIDDEN = 200, 403


NO_MORE = Needs(reads=None)


class Call(NamedTuple):
    """A provider's call. Header names are lower case; `parameters` are those of the path."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    environment: Environment
    parameters: Mapping[str, str] = MappingProxyType({})
    request_id: str = ""
    source_ip: str = ""
    address: str = ""
    """The URL that was called, without its query, as far as API Gateway tells it: its own host and path."""
    parameters_sent: tuple[tuple[str, str], ...] = ()
    """All parameters of the query, those too that are there several times."""
    authorizer: Mapping[str, str] = MappingProxyType({})
    """What the authorizer says of the caller, where the path asks for a credential."""
    path: str = ""
    """The path that was called, as it is declared."""

    def tenant(self, organisation: str) -> Tenant:
        """An organisation that the call names, in the environment of its stage."""
        return Tenant.at(organisation, self.environment)


class Reply(NamedTuple):
    """The answer: a status, and a plain text where the provider wants one, or a JSON document."""

    status: int = OK
    text: str = ""
    document: Any = None
    headers: Mapping[str, str] = MappingProxyType({})
    code: str | None = None


class Inbound(NamedTuple):
    """The declaration of an inbound path; the generator of the gateway and the contract tests read it."""

    path: str
    methods: tuple[str, ...]
    summary: str
    maximum_body_bytes: int
    in_envelope: bool
    refuse: "Refuse | None" = None
    needs: Needs = NO_MORE
    needs_credential: bool = False
    also_at: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths that it is served at."""
        return (self.path, *self.also_at)


Refuse = Callable[[ApiError, HttpRequest], Reply]
"""Makes the answer to what a handler raised, where that is neither a bare status nor the envelope."""

REFUSED = Reply(FORBIDDEN)
"""The one answer to everybody who cannot prove who they are, whether what they name exists or not."""


def inbound(
    path: str,
    *,
    methods: tuple[str, ...] = ("POST",),
    maximum_body_bytes: int = MAXIMUM_BODY_BYTES,
    in_envelope: bool = False,
    refuse: Refuse | None = None,
    needs: Needs = NO_MORE,
    needs_credential: bool = False,
    also_at: tuple[str, ...] = (),
) -> Callable[[Callable[[Call], Reply]], Callable[[dict[str, Any], Any], Any]]:
    """Make a Lambda handler of `call -> reply`, served at a path without an authorizer, and `also_at` others.

    With `in_envelope` an error of the handler is answered as the API's endpoints answer it, in the caller's language;
    with `refuse` that function makes the answer. `needs` is what its function needs of the platform
    (bivelio_core/needs.py). With `needs_credential` the authorizer is asked first, as before the API's endpoints: what
    speaks another protocol than they do, to the same callers.
    """

    def decorate(serve: Callable[[Call], Reply]) -> Callable[[dict[str, Any], Any], Any]:
        summary = (serve.__doc__ or "").strip().split("\n")[0]
        declared = Inbound(
            *(path, methods, summary, maximum_body_bytes, in_envelope, refuse, needs, needs_credential, also_at)
        )

        @lambda_handler
        def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, Any]:
            return _handle(declared, serve, event)

        update_wrapper(handler, serve)
        handler.inbound = declared  # type: ignore[attr-defined]
        return handler

    return decorate


def _handle(declared: Inbound, serve: Callable[[Call], Reply], event: dict[str, Any]) -> dict[str, Any]:
    started, calls = time.perf_counter(), clients.calls_made()
    request = HttpRequest.from_event(event)
    environment: Environment = "sandbox" if request.stage == SANDBOX_STAGE else "live"
    begin_invocation(correlation_id=request.request_id, request_id=request.request_id, operation=declared.path)
    method, parameters = event.get("httpMethod", "POST"), event.get("pathParameters") or {}
    about = (request.request_id, request.source_ip, _address(event, request), _parameters_sent(event, request))
    caller = (request.authorizer, event.get("resource") or declared.path)
    call = Call(method, request.headers, request.query, request.body, environment, parameters, *about, *caller)
    refuse = declared.refuse or (_described if declared.in_envelope else _bare)
    try:
        if len(call.body) > declared.maximum_body_bytes:
            too_large = TooLarge([Fault("body", "max_bytes", {"limit": declared.maximum_body_bytes})])
            reply = refuse(too_large, request)
        else:
            reply = serve(call)
    except ServiceBusy as error:  # the provider calls again
        logger.warning("busy", exc_info=error)
        reply = refuse(TemporarilyUnavailable(), request)
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged with its traceback, answered without
        if isinstance(error, ApiError) and (declared.in_envelope or declared.refuse):
            reply = refuse(error, request)
        else:
            logger.exception("failed", exc_info=error)
            reply = refuse(InternalError(), request)
    write_request_line(
        operation=declared.path,
        environment=environment,
        status=reply.status,
        latency_ms=(time.perf_counter() - started) * 1000,
        aws_calls=clients.calls_made() - calls,
        timestamp_ms=int(clock.epoch() * 1000),
        request_id=request.request_id,
        correlation_id=request.request_id,
        code=reply.code,
    )
    content_type = "text/plain; charset=utf-8" if reply.document is None else JSON
    return {
        "statusCode": reply.status,
        "headers": {"Content-Type": content_type, **SECURITY_HEADERS, **reply.headers},
        "body": reply.text if reply.document is None else to_json(reply.document),
        "isBase64Encoded": False,
    }


def _address(event: Mapping[str, Any], request: HttpRequest) -> str:
    """The URL that was called (API Gateway Developer Guide, "Input format of a Lambda function": `requestContext`)."""
    context = event.get("requestContext") or {}
    host = request.headers.get("host") or context.get("domainName") or ""
    path = context.get("path") or event.get("path") or ""
    return f"{request.headers.get('x-forwarded-proto') or 'https'}://{host}{path}" if host and path else ""


def _parameters_sent(event: Mapping[str, Any], request: HttpRequest) -> tuple[tuple[str, str], ...]:
    several = event.get("multiValueQueryStringParameters")
    if not several:
        return tuple(request.query.items())
    return tuple((name, value) for name, values in several.items() for value in values)


def _bare(refusal: ApiError, _request: HttpRequest) -> Reply:
    """Return the answer to a provider, which consists of the status only."""
    return Reply(refusal.status, code=refusal.code)


def _described(refusal: ApiError, request: HttpRequest) -> Reply:
    """The answer in the envelope, in the caller's language."""
    waits = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    methods = {"Allow": "POST"} if isinstance(refusal, OnlyPost) else {}
    return Reply(
        refusal.status,
        document={"success": False, "error": refusal.describe(request.language, request.request_id, request.docs)},
        headers={"X-Request-Id": request.request_id, "Content-Language": request.language, **waits, **methods},
        code=refusal.code,
    )
