"""`@endpoint`: from an API Gateway event to an answer, one named step after the other."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_type_hints

from pydantic import BaseModel

from bivelio_core import clients, clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.needs import Needs
from bivelio_core.scopes import ActorKind, Scope
from bivelio_core.store import tenant_clock
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from . import rate_limit, sandbox_day
from .authenticate import Caller, authenticate
from .authorize import authorize
from .chained import in_chain
from .declaration import NO_MORE, Endpoint
from .event_stream import Channel, Streamed
from .event_stream import serve as serve_stream
from .failures import answer_to, log_fields_of
from .http import HttpRequest, HttpResponse
from .idempotency import answer_once, idempotency_key
from .lambda_handler import lambda_handler
from .logs import begin_invocation, write_request_line
from .parse import envelope_of, parse, parse_bare

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from .session_cookie import SessionCookie

MAXIMUM_BODY_BYTES = 262_144

EVERYONE: tuple[ActorKind, ...] = ("user", "api_key")
EXPOSED_HEADERS = (
    "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
    "Retry-After, Idempotent-Replayed, X-Sandbox-Resets-At"
)

RequestModel = TypeVar("RequestModel", bound=BaseModel)
ResponseModel = TypeVar("ResponseModel", bound=BaseModel)
Handler = Callable[..., dict[str, Any]]
"""`handler(event, lambda_context)`; the streaming runtime passes a channel as well."""


class Accepted(NamedTuple):
    """The answer of a request whose work continues after it: 202 instead of 200.

    A handler that may return it says so in its signature: `-> Import | Accepted`.
    """

    body: BaseModel


def endpoint(
    operation: str,
    *,
    scope: Scope | None,
    action: str | None = None,
    actors: tuple[ActorKind, ...] = EVERYONE,
    maximum_body_bytes: int = MAXIMUM_BODY_BYTES,
    is_bare: bool = False,
    query: tuple[str, ...] = (),
    shows_secret: bool = False,
    paths: tuple[str, ...] = (),
    gateway_timeout_seconds: int | None = None,
    only_reads: bool = False,
    opens_day: bool = True,
    scope_of: str = "",
    is_public: bool = False,
    sets_cookie: bool = False,
    title: str = "",
    needs: Needs = NO_MORE,
    undone_by: str = "",
    only_http: str = "",
    step_family: str = "",
    of_all_scopes: bool = False,
) -> Callable[[Callable[[RequestModel, Context], ResponseModel | Accepted | Streamed]], Handler]:
    """Make a Lambda handler of `(request, ctx) -> response`.

    Args:
        operation: `<domain>.<verb>`, the folder's name with a dot.
        scope: what the caller's credential must allow; None for every known caller.
        action: the `action` a request may name; the verb by default.
        actors: the kinds of caller that may use it.
        maximum_body_bytes: larger bodies are refused with 413.
        is_bare: read and answer the models without envelopes, as the reference documents for `/auth/*`.
        query: the fields of the request that come in the query string.
        shows_secret: keep the answer out of the idempotency records; the service must have its effect once by itself.
        paths: where API Gateway serves it, the usual path first; `/<domain>/<verb>` by default.
        gateway_timeout_seconds: how long API Gateway waits for it, where that is not API Gateway's default.
        only_reads: it changes nothing, though its scope is more than `read` and its verb not one of READING_VERBS.
        opens_day: the sandbox day must have begun; not for endpoints without business data, so that their functions may
            be allowed less of the table.
        scope_of: the resource that its scope is of, where that is not the first word of the operation.
        is_public: whether a publishable key may use it that was made for the resource.
        sets_cookie: the refresh token is in a cookie when the request asks for it (session_cookie.py).
        title: what the reference's menu and search call it, where the summary's first clause does not say it all.
        needs: what its function needs of the platform, from which its part of the templates is generated.
        undone_by: the operation that takes back what it did; without one, agents ask before they carry it out.
        only_http: why neither workflows nor agents nor assistants may carry it out (operations.py); all may if empty.
        of_all_scopes: what it does depends on other scopes too: events are read by who may read what they are about.
        step_family: the family of steps that carries it out in workflows; its domain's by default.
    """

    def decorate(serve: Callable[[RequestModel, Context], ResponseModel | Accepted | Streamed]) -> Handler:
        hints = get_type_hints(serve)
        answers = get_args(hints["return"]) or (hints["return"],)
        contract = Endpoint(
            operation=operation,
            scope=scope,
            action=action or operation.rsplit(".", maxsplit=1)[-1],
            actors=actors,
            maximum_body_bytes=maximum_body_bytes,
            is_bare=is_bare,
            request=hints["request"],
            response=next(answer for answer in answers if answer not in (Accepted, Streamed)),
            may_be_accepted=Accepted in answers,
            may_stream=Streamed in answers,
            summary=(serve.__doc__ or "").strip().split("\n")[0],
            query=query,
            shows_secret=shows_secret,
            paths=paths or (f"/{operation.replace('.', '/')}",),
            gateway_timeout_seconds=gateway_timeout_seconds,
            only_reads=only_reads,
            opens_day=opens_day,
            scope_of=scope_of,
            is_public=is_public,
            sets_cookie=sets_cookie,
            title=title,
            needs=needs,
            undone_by=undone_by,
            only_http=only_http,
            step_family=step_family,
            of_all_scopes=of_all_scopes,
        )

        def answer(
            event: dict[str, Any], lambda_context: "LambdaContext", channel: Channel | None = None
        ) -> dict[str, Any]:
            return handle(contract, serve, event, lambda_context, channel)

        handler = lambda_handler(answer, also=None if is_bare else lambda: envelope_of(contract.request))
        update_wrapper(handler, serve)
        handler.endpoint = contract  # type: ignore[attr-defined]
        return handler

    return decorate


def handle(
    contract: Endpoint,
    serve: Callable[..., Any],
    event: dict[str, Any],
    lambda_context: "LambdaContext",
    channel: Channel | None = None,
) -> dict[str, Any]:
    """Serve one request. The answer is always in the envelope, and one line with its metrics is always logged."""
    started, calls = time.perf_counter(), clients.calls_made()
    request = HttpRequest.from_event(event)
    begin_invocation(correlation_id=request.request_id, request_id=request.request_id, operation=contract.operation)
    try:
        answer = _respond(contract, serve, request, lambda_context, channel)
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged with its traceback, answered without
        answer = answer_to(error, request)
    answer.headers.update(_common_headers(request))
    write_request_line(
        operation=contract.operation,
        environment=request.authorizer.get("environment", "none"),
        status=answer.status,
        latency_ms=(time.perf_counter() - started) * 1000,
        aws_calls=clients.calls_made() - calls,
        timestamp_ms=int(clock.epoch() * 1000),
        request_id=request.request_id,
        correlation_id=request.request_id,
        organisation=request.authorizer.get("organisation"),
        actor=request.authorizer.get("actor"),
        actor_kind=request.authorizer.get("actor_kind"),
        code=answer.code,
        **log_fields_of(contract.operation, request, answer),
    )
    return answer.to_gateway()


def _respond(
    contract: Endpoint,
    serve: Callable[..., Any],
    request: HttpRequest,
    lambda_context: "LambdaContext",
    channel: Channel | None,
) -> HttpResponse:
    """The steps of a request, in the order of docs/request-flow.md. Raises ApiError."""
    caller = authenticate(request)
    authorize(caller, contract.scope_resource, contract.scope, contract.actors, is_public=contract.is_public)
    body = request.checked_body(contract.maximum_body_bytes)
    data = _parse(contract, body, request)
    cookie = _cookie(contract, data, request, caller)
    data = cookie.put_in(data) if cookie else data
    ctx = _context(request, caller)
    if contract.writes and contract.opens_day:
        ctx = in_chain(ctx, request.headers)
    if contract.opens_day:
        sandbox_day.open_day(ctx.store)

    def produce() -> HttpResponse:
        with tenant_clock.followed_when_asked(ctx.store) if contract.opens_day else nullcontext():
            try:
                produced = serve(data, ctx)
            except ResourceNotFound as error:
                from .missing import naming  # noqa: PLC0415 - failures alone

                raise naming(error, data) from error
            if isinstance(produced, Streamed):
                headers = _common_headers(request)
                return serve_stream(produced, headers, lambda error: answer_to(error, request), channel)
        return _success(contract, produced, cookie)

    if contract.remembers and ctx.idempotency_key:
        return answer_once(contract.operation, body, ctx, lambda_context, produce)
    return produce()


def _parse(contract: Endpoint, body: bytes, request: HttpRequest) -> BaseModel:
    if not contract.is_bare:
        return parse(body, contract.request, contract.action)
    named = {name: request.query[name] for name in contract.query if name in request.query}
    return parse_bare(body, contract.request, named)


def _context(request: HttpRequest, caller: Caller) -> Context:
    tenant = Tenant.at(caller.organisation, caller.environment)
    return Context(
        tenant=tenant,
        actor=caller.actor,
        scopes=caller.scopes,
        request_id=request.request_id,
        language=request.language,
        store=TenantStore(table(), tenant),
        idempotency_key=idempotency_key(request.headers),
        source_ip=request.source_ip,
        user_agent=request.headers.get("user-agent", ""),
        session=caller.session,
        role=caller.role,
        client=caller.client,
    )


def _cookie(contract: Endpoint, data: BaseModel, request: HttpRequest, caller: Caller) -> "SessionCookie | None":
    if not contract.sets_cookie:
        return None
    from .session_cookie import SessionCookie  # noqa: PLC0415 - only signing in needs it

    return SessionCookie.of(data, request, caller.environment)


def _success(contract: Endpoint, produced: BaseModel | Accepted, cookie: "SessionCookie | None") -> HttpResponse:
    status, model = (202, produced.body) if isinstance(produced, Accepted) else (200, produced)
    document = model.model_dump()
    headers = {"Set-Cookie": cookie.take_from(document)} if cookie else {}
    return HttpResponse(status, document if contract.is_bare else {"success": True, "data": document}, headers)


def _common_headers(request: HttpRequest) -> dict[str, str]:
    is_sandbox = request.authorizer.get("environment") == "sandbox"
    resets_at = Tenant.at(request.authorizer.get("organisation", ""), "sandbox").resets_at() if is_sandbox else None
    return {
        "X-Request-Id": request.request_id,
        "Content-Language": request.language,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        **rate_limit.headers(request.authorizer),
        **({"X-Sandbox-Resets-At": clock.timestamp(resets_at)} if resets_at else {}),
    }
