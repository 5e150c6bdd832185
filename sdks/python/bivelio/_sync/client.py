"""The client: one request after the other, each tried again where that is safe."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from .. import _log, _transport
from .._omit import OMIT, Omit
from .._retries import pause_before_retry
from .._settings import Settings, settings_of
from ..errors import BiVelioError, body_of
from .namespaces import Namespaces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx

    from .._model import Model
    from .._operation import Operation
    from .._settings import Request

    AnyModel = TypeVar("AnyModel", bound=Model)
    Self = TypeVar("Self", bound="BiVelio")

_CONNECT_SECONDS = 10.0


class BiVelio(Namespaces):
    """The client of BiVelio's API.

    Args:
        api_key: a key; by default that of the environment variable BIVELIO_API_KEY. A test key goes to the sandbox.
        access_token: instead of a key, the access token of a user (`auth.token`).
        base_url: where the API is, by default BIVELIO_BASE_URL or api.bivelio.com; `http://localhost:8080/v1` locally.
        timeout: seconds that an answer may take; connecting may take 10 of them.
        max_retries: how many times a request is sent again after a failure that may pass.
        retry_delay: seconds before the first retry; each one waits twice as long, and chance takes up to half away.
        language: the language of messages: `ca`, `es` or `en`.
        headers: headers of every request.
        http_client: an httpx client of your own (proxies, certificates), or one with its interface. You close it.

    Raises ConfigurationError when there is no credential, or an option cannot be.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        access_token: str | None = None,
        base_url: str | None = None,
        timeout: float = 70.0,
        max_retries: int = 2,
        retry_delay: float = 0.5,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        self._settings = settings_of(
            api_key=api_key,
            access_token=access_token,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            retry_delay=retry_delay,
            language=language,
            headers=headers or {},
        )
        self._connection = _Connection(http_client)
        _log.set_up()

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def with_options(
        self: Self,
        *,
        timeout: float | Omit = OMIT,
        max_retries: int | Omit = OMIT,
        retry_delay: float | Omit = OMIT,
        language: str | None | Omit = OMIT,
        headers: Mapping[str, str] | Omit = OMIT,
    ) -> Self:
        """Return a client with other options, over the same connections: `client.with_options(timeout=5).contacts`."""
        other = type(self).__new__(type(self))
        other._settings = self._settings.changed(
            timeout=timeout, max_retries=max_retries, retry_delay=retry_delay, language=language, headers=headers
        )
        other._connection = self._connection
        return other

    def send(
        self,
        operation: Operation,
        data: Mapping[str, Any],
        model: type[AnyModel],
        *,
        idempotency_key: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> AnyModel:
        """Send a request and return its answer; the methods of the resources call it. Raises BiVelioError."""
        settings = self._settings
        request = settings.request(operation, data, idempotency_key, params)
        attempt = 0
        while True:
            try:
                response = self._post(operation, request, settings)
                body = body_of(response)
            except BiVelioError as error:
                pause = pause_before_retry(error, operation, attempt, settings.retry_delay)
                if pause is None or attempt >= settings.max_retries:
                    raise
                _log.logger.info("%s again in %.2f s", operation.path, pause)
            else:
                return model(body if operation.is_bare else body["data"], response)
            attempt += 1
            _transport.sleep(pause)

    def _post(self, operation: Operation, request: Request, settings: Settings) -> httpx.Response:
        start, outcome = time.perf_counter(), "no answer"
        try:
            response = self._connection.client().post(
                request.url,
                content=request.content,
                headers=request.headers,
                params=request.params or None,
                timeout=_timeout(settings.timeout),
            )
            outcome = f"{response.status_code} {response.headers.get('x-request-id', '')}"
        except Exception as error:
            known = _transport.connection_error(error, request)
            if known is None:
                raise
            raise known from error
        finally:
            _log.logger.debug("%s %s in %.0f ms", operation.path, outcome, (time.perf_counter() - start) * 1000)
        return response

    def close(self) -> None:
        """Close the connections. A client that you gave stays open."""
        self._connection.close()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Connection:
    """The httpx client, made when the first request needs it; clients with other options share it."""

    def __init__(self, http_client: httpx.Client | None) -> None:
        self._client = http_client
        self._is_own = http_client is None
        self._lock = threading.Lock()

    def client(self) -> httpx.Client:
        """Return it. Threads that come at the same time get the same one."""
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


def _timeout(seconds: float) -> Any:
    from httpx import Timeout

    return Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
