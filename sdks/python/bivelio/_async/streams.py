"""An answer that comes piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from .. import _transport
from ..errors import APIConnectionError
from ..streams import AgentResult, EventParser, agent_event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    import httpx

    from ..models import Invocation
    from ..streams import AgentEvent

    Self = TypeVar("Self", bound="AsyncAgentStream")


class AsyncAgentStream:
    """The events of an agent's answer, as they come: `async for event in stream`. It can be read once.

    It is closed when it was read to its end, and by `async with`, which is for leaving early. An error that comes
    instead of the result is raised as APIError; a stream that breaks off as APIConnectionError.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.http_response = response
        self._events = self._read()

    def __aiter__(self) -> AsyncIterator[AgentEvent]:
        return self._events

    async def result(self) -> Invocation:
        """Read to the end, and return the whole answer."""
        async for event in self:
            if isinstance(event, AgentResult):
                return event.result
        raise APIConnectionError("The stream has been read already: its result was its last event.")

    async def aclose(self) -> None:
        """Close the connection, however much was read."""
        await self.http_response.aclose()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _read(self) -> AsyncIterator[AgentEvent]:
        parser, response = EventParser(), self.http_response
        try:
            async for piece in response.aiter_bytes():
                for name, data in parser.feed(piece):
                    event = agent_event(name, data, response)
                    yield cast("AgentEvent", event)
                    if isinstance(event, AgentResult):
                        return
        except Exception as error:
            failure = _transport.broken_off(error)
            if failure is None:
                raise
            raise failure from None
        finally:
            await response.aclose()
        raise APIConnectionError("The stream ended before its result: ask again with the same idempotency_key.")
