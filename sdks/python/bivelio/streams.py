"""The events of an answer that is streamed: `for event in client.agents.invoke(..., stream=True)`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Union

from ._model import Model
from .errors import error_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from .models import Invocation


class AgentDelta(Model):
    """A piece of the answer's text."""

    _fields: ClassVar[frozenset[str]] = frozenset({"event", "text"})
    if TYPE_CHECKING:
        event: Literal["delta"]
        text: str


class AgentToolCall(Model):
    """A tool that the agent has called."""

    _fields: ClassVar[frozenset[str]] = frozenset({"event", "name", "failed"})
    if TYPE_CHECKING:
        event: Literal["tool"]
        name: str
        failed: bool


class AgentResult(Model):
    """The whole answer, and the last event. It counts: an output that had to be repaired was streamed before it was."""

    _fields: ClassVar[frozenset[str]] = frozenset({"event", "result"})
    _nested: ClassVar[Mapping[str, Any]] = {"result": "Invocation"}
    if TYPE_CHECKING:
        event: Literal["result"]
        result: Invocation


AgentEvent = Union[AgentDelta, AgentToolCall, AgentResult]
"""`event` tells which one. A kind that this version does not know is a Model with the fields that it has."""

_KINDS: dict[str, type[Model]] = {"delta": AgentDelta, "tool": AgentToolCall}


def agent_event(name: str, data: str, response: httpx.Response) -> Model:
    """Return an event as its model. Raises APIError for the event `error`, ValueError for what is not JSON."""
    content = json.loads(data)
    if name == "error":
        raise error_of(response.status_code, content, response)
    if name == "result":
        return AgentResult({"event": name, "result": content})
    return _KINDS.get(name, Model)({"event": name, **(content if isinstance(content, dict) else {"data": content})})


class EventParser:
    """Reads `text/event-stream` (HTML Living Standard, "Server-sent events") from pieces of bytes."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = "message"
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[tuple[str, str]]:
        """Yield the name and the data of each event that a piece completes."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            yield from self._line(line.rstrip(b"\r").decode("utf-8", "replace"))

    def _line(self, line: str) -> Iterator[tuple[str, str]]:
        if not line:
            if self._data:
                yield self._name, "\n".join(self._data)
            self._name, self._data = "message", []
            return
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
