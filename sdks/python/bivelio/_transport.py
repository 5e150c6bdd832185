"""What clients with the interface of httpx's have in common: which of their errors mean that no answer came."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .errors import APIConnectionError, APITimeoutError, BiVelioError

if TYPE_CHECKING:
    from ._settings import Request

_NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError"})

sleep = time.sleep


async def async_sleep(seconds: float) -> None:
    """Sleep under asyncio or trio, whichever runs: anyio comes with httpx."""
    import anyio

    await anyio.sleep(seconds)


def connection_error(error: Exception, request: Request) -> BiVelioError | None:
    """Return what to raise for an error of a client; None of one that is not about the network.

    The classes are known by their names, so that a client of another library with httpx's interface works too.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    if not names & {"TransportError", "DecodingError"}:
        return None
    address = request.url.split("?", maxsplit=1)[0]
    was_sent = not names & _NOT_SENT
    reason = str(error) or type(error).__name__
    if "TimeoutException" in names:
        return APITimeoutError(f"No answer from {address} within the timeout ({reason}).", was_sent=was_sent)
    return APIConnectionError(f"No answer from {address}: {reason}. Check the network and base_url.", was_sent=was_sent)
