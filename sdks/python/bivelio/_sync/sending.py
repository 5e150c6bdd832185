"""Sends requests, each tried again where that is safe: JSON, streams of events, and files at signed addresses."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from .. import _log, _transport
from .._operation import Operation
from .._retries import pause_before_retry
from .._settings import Request, of_call
from ..errors import AuthenticationError, BiVelioError, ConfigurationError, UnexpectedResponseError, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from .._files import Target
    from .._model import Model
    from .._settings import RequestOptions, Settings
    from .session import Session

    AnyModel = TypeVar("AnyModel", bound=Model)

_CONNECT_SECONDS = 10.0
_PUT = Operation("a file to its upload address")
_GET = Operation("a file from its address")
_SUCCESS = range(200, 300)
_STREAMED = frozenset({"events", "file"})


class Sender:
    """The options and the connections of a client, and the requests over them. Every method raises BiVelioError."""

    def __init__(self, settings: Settings, connection: Connection, session: Session | None) -> None:
        self.settings = settings
        self.connection = connection
        self.session = session

    def of_call(self, operation: Operation, data: Mapping[str, Any], options: RequestOptions | None) -> Sender:
        """Return the sender of one call, with its options, over the same connections."""
        if not options:
            return self
        settings = of_call(self.settings, operation, data, options)
        return Sender(settings, self.connection, self.session)

    def send(
        self,
        operation: Operation,
        data: Mapping[str, Any],
        model: type[AnyModel],
        *,
        idempotency_key: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> AnyModel:
        """Send a request and return its answer."""
        request = self.settings.request(operation, data, idempotency_key, params)
        content, response = self._tried(operation, request, "json")
        return model(content, response)

    def stream(
        self, operation: Operation, data: Mapping[str, Any], idempotency_key: str | None = None
    ) -> httpx.Response:
        """Send a request whose answer is a stream of events, and return it unread: the caller closes it."""
        request = self.settings.request(operation, data, idempotency_key)
        request.headers["Accept"] = "text/event-stream, application/json"
        _, response = self._tried(operation, request, "events")
        return response

    def put(self, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Put a file to a signed address: no credential goes there."""
        self._tried(_PUT, Request(url, content, dict(headers), {}, "PUT"), "nothing")

    def fetch(self, url: str, target: Target) -> None:
        """Get a file from a signed address, without a credential, into its target."""
        self._tried(_GET, Request(url, b"", {}, {}, "GET"), "file", target)

    def _tried(
        self, operation: Operation, request: Request, answer: str, target: Target | None = None
    ) -> tuple[Any, httpx.Response]:
        attempt, is_renewed = 0, False
        while True:
            token = self._token(operation, request)
            try:
                return self._attempt(operation, _signed(request, token), answer, target)
            except BiVelioError as error:
                if self.session and token and not is_renewed and _is_refused(error):
                    self.session.token(self, refused=token)
                    is_renewed = True
                    continue
                pause = pause_before_retry(error, operation, attempt, self.settings.retry_delay)
                if pause is None or attempt >= self.settings.max_retries:
                    raise
                _log.logger.info("%s again in %.2f s", operation.path, pause)
            attempt += 1
            _transport.sleep(pause)

    def _token(self, operation: Operation, request: Request) -> str | None:
        """Return the access token of the user who signed in; None for what takes the key, or no credential."""
        if self.session is None or request.method != "POST" or operation.path == "/auth/token":
            return None
        return self.session.token(self)

    def _attempt(
        self, operation: Operation, request: Request, answer: str, target: Target | None
    ) -> tuple[Any, httpx.Response]:
        """Send a request once, and return what is wanted of its answer: `json`, `events`, a `file` or `nothing`."""
        response = self._exchange(operation, request, is_streamed=answer in _STREAMED)
        if answer == "json":
            exact = self.settings.exact_decimals
            return body_of(response, is_bare=operation.is_bare, exact_decimals=exact), response
        is_good = response.status_code in _SUCCESS
        if answer == "events":
            if is_good and "event-stream" in response.headers.get("content-type", ""):
                return None, response
            is_good = False
        if answer in _STREAMED:
            self._read(response, request, target if is_good else None)
        if answer == "events":
            body_of(response)  # raises the error that was answered instead
        if not is_good:
            raise UnexpectedResponseError(
                f"{operation.path} was answered with status {response.status_code}.",
                status=response.status_code,
                response=response,
            )
        return None, response

    def _read(self, response: httpx.Response, request: Request, target: Target | None) -> None:
        """Read a body to its end and close it. A target begins again: what an attempt before has written is dropped."""
        try:
            if target is None:
                response.read()
                return
            with target.writing() as write:
                for piece in response.iter_bytes():
                    write(piece)
        except Exception as error:
            failure = _transport.connection_error(error, request)
            if failure is None:
                raise
            raise failure from None
        finally:
            response.close()

    def _exchange(self, operation: Operation, request: Request, *, is_streamed: bool) -> httpx.Response:
        start, outcome = time.perf_counter(), "no answer"
        client, settings = self.connection.client(), self.settings
        about: dict[str, Any] = {
            "headers": request.headers,
            "params": request.params or None,
            "timeout": _timeout(settings.timeout),
            **({"content": request.content} if request.method != "GET" else {}),
        }
        try:
            if is_streamed:
                response = client.send(client.build_request(request.method, request.url, **about), stream=True)
            elif request.method == "POST":
                response = client.post(request.url, **about)
            else:
                response = client.request(request.method, request.url, **about)
            outcome = f"{response.status_code} {response.headers.get('x-request-id', '')}"
        except Exception as error:
            failure = _transport.connection_error(error, request)
            if failure is None:
                raise
            raise failure from None  # a traceback without the layers of httpx; they are in `__context__`
        finally:
            _log.logger.debug("%s %s in %.0f ms", operation.path, outcome, (time.perf_counter() - start) * 1000)
        return response


class Connection:
    """The httpx client, made when the first request needs it; clients with other options share it."""

    def __init__(self, http_client: httpx.Client | None) -> None:
        self._client = http_client
        self._is_own = http_client is None
        self._lock = threading.Lock()

    def client(self) -> httpx.Client:
        """Return it. Threads that come at the same time get the same one. Raises ConfigurationError if it is closed."""
        if self._client is not None and getattr(self._client, "is_closed", False):
            raise ConfigurationError("The http_client is closed: make another client with an open one.")
        if self._client is None:
            import httpx

            with self._lock:
                if self._client is None:
                    self._client = httpx.Client()
        return self._client

    def close(self) -> None:
        """Close it, if it is our own. The next request would make another one."""
        with self._lock:
            client, self._client = (self._client, None) if self._is_own else (None, self._client)
        if client is not None:
            client.close()


def _signed(request: Request, token: str | None) -> Request:
    """Return a request with the token of the user in place of the key: a request has one credential."""
    if token is None:
        return request
    headers = {name: value for name, value in request.headers.items() if name != "X-API-Key"}
    return request._replace(headers={**headers, "Authorization": f"Bearer {token}"})


def _is_refused(error: BiVelioError) -> bool:
    return isinstance(error, AuthenticationError) and error.code in {"AUTH_EXPIRED_TOKEN", "AUTH_INVALID_TOKEN"}


def _timeout(seconds: float) -> Any:
    from httpx import Timeout

    return Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
