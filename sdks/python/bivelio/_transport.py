"""What clients with the interface of httpx's have in common: which of their errors mean that no answer came."""

from __future__ import annotations

import inspect
import threading
import time
from typing import TYPE_CHECKING, Any

from .errors import APIConnectionError, APITimeoutError, BiVelioError, ConfigurationError

if TYPE_CHECKING:
    from ._settings import Request

_OF_THE_NETWORK = frozenset({"TransportError", "DecodingError"})
_NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})

sleep = time.sleep
lock = threading.Lock


async def async_sleep(seconds: float) -> None:
    """Sleep under asyncio or trio, whichever runs: anyio comes with httpx."""
    import anyio

    await anyio.sleep(seconds)


def async_lock() -> Any:
    """Return a lock of asyncio or trio, whichever runs."""
    import anyio

    return anyio.Lock()


async def async_value_of(value: Any) -> Any:
    """Return a value that may still have to be awaited."""
    return await value if inspect.isawaitable(value) else value


def value_of(value: Any) -> Any:
    """Return the value: nothing is awaited in threads."""
    return value


def connection_error(error: Exception, request: Request) -> BiVelioError | None:
    """Return what to raise for an error of a client; None of one that is not about the network.

    The classes are known by their names, so that a client of another library with httpx's interface works too.
    """
    names = _names(error)
    if "InvalidURL" in names or "UnsupportedProtocol" in names:
        return ConfigurationError(f"The address {request.url.split('?', maxsplit=1)[0]!r} cannot be: check base_url.")
    if not names & _OF_THE_NETWORK:
        return None
    address = request.url.split("?", maxsplit=1)[0]
    was_sent = not names & _NOT_SENT
    reason = str(error) or type(error).__name__
    if "TimeoutException" in names:
        return APITimeoutError(
            f"No answer from {address} within the timeout ({reason}). Check the network, or give a longer timeout.",
            was_sent=was_sent,
        )
    return APIConnectionError(f"No answer from {address}: {reason}. Check the network and base_url.", was_sent=was_sent)


def broken_off(error: Exception) -> BiVelioError | None:
    """Return what to raise for an error in the middle of a stream; None of one that is not about the network."""
    if isinstance(error, ValueError):
        return APIConnectionError("The stream has an event that is not JSON: ask again with the same idempotency_key.")
    if not _names(error) & _OF_THE_NETWORK:
        return None
    reason = str(error) or type(error).__name__
    return APIConnectionError(f"The stream broke off: {reason}. Ask again with the same idempotency_key.")


def _names(error: Exception) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}
