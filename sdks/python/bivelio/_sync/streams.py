"""An answer that comes piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from .. import _transport
from ..errors import APIConnectionError
from ..streams import AgentResult, EventParser, agent_event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    import httpx

    from ..models import Invocation
    from ..streams import AgentEvent

    Self = TypeVar("Self", bound="AgentStream")


class AgentStream:
    """The events of an agent's answer, as they come: `for event in stream`. It can be read once.

    It is closed when it was read to its end, and by `with`, which is for leaving early. An error that comes
    instead of the result is raised as APIError; a stream that breaks off as APIConnectionError.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.http_response = response
        self._events = self._read()

    def __iter__(self) -> Iterator[AgentEvent]:
        return self._events

    def result(self) -> Invocation:
        """Read to the end, and return the whole answer."""
        for event in self:
            if isinstance(event, AgentResult):
                return event.result
        raise APIConnectionError("The stream has been read already: its result was its last event.")

    def close(self) -> None:
        """Close the connection, however much was read."""
        self.http_response.close()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> Iterator[AgentEvent]:
        parser, response = EventParser(), self.http_response
        try:
            for piece in response.iter_bytes():
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
            response.close()
        raise APIConnectionError("The stream ended before its result: ask again with the same idempotency_key.")
