"""The client: its operations take and answer what those of boto3's clients do, and fail like them.

Requests are sent again by the policy of all our clients (aws_calls.py). Each may be: conditional writes carry marks by
which the table knows its own (store/resend.py), transactions, schedules and secrets tokens; an execution is started at
most once by its name; what a queue has twice is done once, since queues deliver at least once; KMS changes nothing.
"""

import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from bivelio_core.aws_calls import (
    CallPolicy,
    RetryBudget,
    ServiceBusy,
    may_succeed_later,
    pause_seconds,
    retry_tokens,
)

from .connection import Send
from .parties import Endpoint
from .protocol import Request, content_of, request_of
from .refusals import NAMED, ClientError, TryAgain
from .services import Operation, Service
from .settings import credentials, forget_credentials
from .signing import signed_headers

EXPIRED = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"},
)
"""The codes for credentials whose time is over, and for a token that the service no longer knows."""

TOKEN_BYTES = 16

LOG = logging.getLogger(__name__)


class Client:
    """A client of a service at one endpoint, for any number of threads.

    Each operation is a method (services.py); see the API Reference of its service. It raises ClientError and
    ServiceBusy. `send` is the way to the network. `sent` is called with each request that goes out. `retries` are paid
    from the budget that all calls of the client share.
    """

    exceptions = SimpleNamespace(ClientError=ClientError, **NAMED)

    def __init__(
        self, service: Service, endpoint: Endpoint, policy: CallPolicy, send: Send, sent: Callable[[], None]
    ) -> None:
        self.send, self.retries = send, RetryBudget()
        self._service, self._endpoint, self._policy, self._sent = service, endpoint, policy, sent

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        """An operation, by the name of boto3's method."""
        service: Service | None = vars(self).get("_service")
        if service is None or name not in service.operations:
            raise AttributeError(f"services.py has no operation {name}")
        operation = partial(self._call, service.operations[name])
        vars(self)[name] = operation  # the next call finds it without asking here
        return operation

    def _call(self, operation: Operation, /, **parameters: Any) -> dict[str, Any]:
        """The answer to a request, with a subsegment if the function's invocation is traced. Raises as `_answer`."""
        trace = os.environ.get("_X_AMZN_TRACE_ID", "")
        if "Sampled=1" not in trace:
            return self._answer(operation, parameters)
        from .traces import Call, recorded  # noqa: PLC0415 - by traced requests

        call = Call(self._service.name, self._endpoint.region, operation.name, parameters)
        return recorded(trace, call, lambda: self._answer(operation, parameters))

    def _answer(self, operation: Operation, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request. Raises ClientError when it is refused, ServiceBusy when that may be over soon."""
        request = request_of(self._service, operation, _with_token(operation, parameters))
        began = time.monotonic()
        ends, is_renewed = began + self._policy.again_within, False
        tries = paid = 0
        while True:
            try:
                answer = self._try(operation, request, tries)
            except TryAgain as error:
                if time.monotonic() >= ends:
                    raise ServiceBusy(f"{operation.name}: {error}", retries=tries) from error
                if not self.retries.pay(error.tokens):
                    spent = "; no budget is left for retries"
                    raise ServiceBusy(f"{operation.name}: {error}{spent}", retries=tries) from error
                paid, pause = error.tokens, 0.0 if error.at_once else pause_seconds(tries)
            except ClientError as refused:
                self.retries.answered(paid)
                if refused.code not in EXPIRED or is_renewed or time.monotonic() >= ends:
                    raise
                forget_credentials()
                is_renewed, pause = True, 0.0
            else:
                self.retries.answered(paid)
                if LOG.isEnabledFor(logging.DEBUG):  # in sampled requests
                    took = round((time.monotonic() - began) * 1000, 1)
                    LOG.debug("called", extra={"call": operation.name, "retries": tries, "took_ms": took})
                return answer
            time.sleep(pause)
            tries += 1

    def _try(self, operation: Operation, request: Request, tries: int) -> dict[str, Any]:
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = signed_headers(self._endpoint, credentials(), request, stamp)
        self._sent()
        path = f"{request.path}?{request.query}" if request.query else request.path
        content = content_of(self.send(request.method, path, headers, request.body), operation)
        content["ResponseMetadata"]["RetryAttempts"] = tries
        if "Error" not in content:
            return content
        error = NAMED.get(content["Error"]["Code"], ClientError)(operation.name, content)
        if may_succeed_later(content["ResponseMetadata"]["HTTPStatusCode"], error.code):
            raise TryAgain(str(error), tokens=retry_tokens(error.code))
        raise error


def _with_token(operation: Operation, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request with the token that all of its tries have, where the operation knows one."""
    if operation.token and operation.token not in parameters:
        return {**parameters, operation.token: os.urandom(TOKEN_BYTES).hex()}
    return parameters
