"""`@inbound`: from a call of a provider to an answer, without the authorizer: the handler verifies who calls.

It sees the raw bytes of the body, because signatures are over these, and has to answer in milliseconds: what it
accepts is put on a queue, and read by a worker. Every refusal is a bare status, so that a stranger learns nothing.

    @inbound("/inbound/whatsapp", methods=("GET", "POST"))
    def handler(call: Call) -> Reply: ...
"""

import time
from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any, NamedTuple

from bivelio_core import clients, clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.tenancy import Environment, Tenant

from .http import SECURITY_HEADERS, HttpRequest
from .logs import logger, write_request_line

MAXIMUM_BODY_BYTES = 3_145_728
"""Meta's largest webhook (Webhooks, "Event notifications"); Telegram's and Google's are smaller."""

SANDBOX_STAGE = "sandbox"
OK, FORBIDDEN, TOO_LARGE, UNAVAILABLE, FAILED = 200, 403, 413, 503, 500


class Call(NamedTuple):
    """A provider's call. Header names are lower case."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    environment: Environment

    def tenant(self, organisation: str) -> Tenant:
        """An organisation that the call names, in the environment of its stage."""
        return Tenant.at(organisation, self.environment)


class Reply(NamedTuple):
    """The answer: a status, and a plain text where the provider wants one."""

    status: int = OK
    text: str = ""


class Inbound(NamedTuple):
    """The declaration of an inbound path; the generator of the gateway and the contract tests read it."""

    path: str
    methods: tuple[str, ...]
    summary: str


REFUSED = Reply(FORBIDDEN)
"""The one answer to everybody who cannot prove who they are, whether what they name exists or not."""


def inbound(
    path: str, *, methods: tuple[str, ...] = ("POST",), maximum_body_bytes: int = MAXIMUM_BODY_BYTES
) -> Callable[[Callable[[Call], Reply]], Callable[[dict[str, Any], Any], Any]]:
    """Make a Lambda handler of `call -> reply`, served at a path without an authorizer."""

    def decorate(serve: Callable[[Call], Reply]) -> Callable[[dict[str, Any], Any], Any]:
        declared = Inbound(path, methods, (serve.__doc__ or "").strip().split("\n")[0])

        def handler(event: dict[str, Any], _lambda_context: Any = None) -> dict[str, Any]:
            return _handle(declared, serve, event, maximum_body_bytes)

        update_wrapper(handler, serve)
        handler.inbound = declared  # type: ignore[attr-defined]
        return handler

    return decorate


def _handle(
    declared: Inbound, serve: Callable[[Call], Reply], event: dict[str, Any], maximum_body_bytes: int
) -> dict[str, Any]:
    started, calls = time.perf_counter(), clients.calls_made()
    request = HttpRequest.from_event(event)
    environment: Environment = "sandbox" if request.stage == SANDBOX_STAGE else "live"
    logger.structure_logs(append=False, request_id=request.request_id, operation=declared.path)
    call = Call(event.get("httpMethod", "POST"), request.headers, request.query, request.body, environment)
    try:
        reply = Reply(TOO_LARGE) if len(call.body) > maximum_body_bytes else serve(call)
    except ServiceBusy as error:  # the provider calls again
        logger.warning("busy", exc_info=error)
        reply = Reply(UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged with its traceback, answered without
        logger.exception("failed", exc_info=error)
        reply = Reply(FAILED)
    write_request_line(
        operation=declared.path,
        environment=environment,
        status=reply.status,
        latency_ms=(time.perf_counter() - started) * 1000,
        aws_calls=clients.calls_made() - calls,
        timestamp_ms=int(clock.epoch() * 1000),
        request_id=request.request_id,
    )
    return {
        "statusCode": reply.status,
        "headers": {"Content-Type": "text/plain; charset=utf-8", **SECURITY_HEADERS},
        "body": reply.text,
        "isBase64Encoded": False,
    }
