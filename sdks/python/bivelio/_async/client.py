"""The client: its options, and the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .. import _log
from .._omit import OMIT, Omit
from .._settings import check_http_client, check_unknown, settings_of
from .namespaces import AsyncNamespaces
from .sending import AsyncConnection, AsyncSender

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx
    from typing_extensions import Never, Unpack

    from .._files import Target
    from .._model import Model
    from .._operation import Operation
    from .._settings import RequestOptions
    from .._sign_in import SignIn

    AnyModel = TypeVar("AnyModel", bound=Model)
    Self = TypeVar("Self", bound="AsyncBiVelio")


class AsyncBiVelio(AsyncNamespaces):
    """The client of BiVelio's API.

    Args:
        api_key: a key; by default that of the environment variable BIVELIO_API_KEY. A test key goes to the sandbox.
        access_token: instead of a key, the access token of a user (`auth.token`), which is not refreshed.
        sign_in: besides a key, a user to sign in: the access token is got when needed and refreshed in time.
        base_url: where the API is, by default BIVELIO_BASE_URL or api.bivelio.com; `http://localhost:8080/v1` locally.
        timeout: seconds that an answer may take; connecting may take 10 of them.
        max_retries: how many times a request is sent again after a failure that may pass.
        retry_delay: seconds before the first retry; each one waits twice as long, and chance takes up to half away.
        language: the language of messages: `ca`, `es` or `en`.
        headers: headers of every request.
        exact_decimals: numbers with a fraction, such as amounts, come as `decimal.Decimal`, as the API wrote them.
        http_client: an httpx client of your own (proxies, certificates), or one with its interface. You close it.

    Raises ConfigurationError when there is no credential, or an option cannot be.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        access_token: str | None = None,
        sign_in: SignIn | None = None,
        base_url: str | None = None,
        timeout: float = 70.0,
        max_retries: int = 2,
        retry_delay: float = 0.5,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        exact_decimals: bool = False,
        http_client: httpx.AsyncClient | None = None,
        **unknown: Never,
    ) -> None:
        check_unknown(unknown, type(self).__init__)
        settings = settings_of(
            api_key=api_key,
            access_token=access_token,
            is_signing_in=sign_in is not None,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            retry_delay=retry_delay,
            language=language,
            headers=headers or {},
            exact_decimals=exact_decimals,
        )
        check_http_client(http_client, is_async=_IS_ASYNC)
        session = None
        if sign_in is not None:
            from .session import AsyncSession

            session = AsyncSession(sign_in)
        self._sender = AsyncSender(settings, AsyncConnection(http_client), session)
        _log.set_up()

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._sender.settings.base_url

    def with_options(
        self: Self,
        *,
        timeout: float | Omit = OMIT,
        max_retries: int | Omit = OMIT,
        retry_delay: float | Omit = OMIT,
        language: str | None | Omit = OMIT,
        headers: Mapping[str, str] | Omit = OMIT,
        exact_decimals: bool | Omit = OMIT,
        **unknown: Never,
    ) -> Self:
        """Return a client with other options, over the same connections: `client.with_options(timeout=5).contacts`."""
        check_unknown(unknown, type(self).with_options)
        other = type(self).__new__(type(self))
        settings = self._sender.settings.changed(
            timeout=timeout,
            max_retries=max_retries,
            retry_delay=retry_delay,
            language=language,
            headers=headers,
            exact_decimals=exact_decimals,
        )
        other._sender = AsyncSender(settings, self._sender.connection, self._sender.session)
        return other

    async def send(
        self,
        operation: Operation,
        data: Mapping[str, Any],
        model: type[AnyModel],
        *,
        idempotency_key: str | None = None,
        params: Mapping[str, str] | None = None,
        options: RequestOptions | None = None,
    ) -> AnyModel:
        """Send a request and return its answer; the methods of the resources call it. Raises BiVelioError."""
        sender = self._sender.of_call(operation, data, options)
        return await sender.send(operation, data, model, idempotency_key=idempotency_key, params=params)

    async def request(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
        **request_options: Unpack[RequestOptions],
    ) -> Model:
        """Call an operation by its path: `client.request("/contacts/list", {"type": "company"})`.

        For one that is newer than this version of the client, or whose name your program is given. The answer has its
        fields as attributes. It is sent again after a failure only when it certainly did not arrive.
        Raises BiVelioError.

        Args:
            path: The path, without the address and the version.
            data: The fields of `data`.
            idempotency_key: the same key has its effect once; each call makes its own by default.
            request_options: `timeout`, `max_retries` and `extra_headers` of this call.
        """
        from .._model import Model
        from .._operation import Operation, checked_path

        operation = Operation(checked_path(path), takes_key=True, is_repeatable=False)
        return await self.send(operation, data or {}, Model, idempotency_key=idempotency_key, options=request_options)

    async def stream(
        self,
        operation: Operation,
        data: Mapping[str, Any],
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> httpx.Response:
        """Send a request whose answer is a stream, and return it unread. Raises BiVelioError."""
        return await self._sender.of_call(operation, data, options).stream(operation, data, idempotency_key)

    async def put(self, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Put a file to a signed address. Raises BiVelioError."""
        await self._sender.put(url, content, headers)

    async def fetch(self, url: str, target: Target) -> None:
        """Get a file from a signed address. Raises BiVelioError."""
        await self._sender.fetch(url, target)

    async def aclose(self) -> None:
        """Close the connections. A client that you gave stays open."""
        await self._sender.connection.aclose()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


_IS_ASYNC = AsyncBiVelio.__name__.startswith("Async")
