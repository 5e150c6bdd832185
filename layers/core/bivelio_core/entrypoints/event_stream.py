"""Answers as `text/event-stream`: events that are sent while the request is served, where the runtime can stream.

Source: HTML Living Standard, "Server-sent events". Lambda's Python runtime cannot stream, so that by default the events
are collected and sent together; streaming_runtime.py passes a channel that sends each at once.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, Protocol

from bivelio_core.json_text import to_json

from .http import HttpResponse

CONTENT_TYPE = "text/event-stream; charset=utf-8"

Event = tuple[str, Any]
"""The name of an event and its data, which is sent as JSON."""


class Streamed(NamedTuple):
    """The answer of a request that asked for a stream: its events, made while they are sent.

    A handler that may return it says so in its signature: `-> Invocation | Streamed`. The last event is `result`, with
    the `data` of the usual answer. An error raised before the first event is answered as usual, with its status; a
    later error becomes the event `error`, with the envelope's `error` as data.
    """

    events: Iterator[Event]


class Channel(Protocol):
    """Sends an answer piece by piece to API Gateway."""

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the status and the headers."""
        ...

    def send(self, text: str) -> None:
        """Send a piece of the body."""
        ...


def serve(
    streamed: Streamed,
    headers: dict[str, str],
    failed: Callable[[Exception], HttpResponse],
    channel: Channel | None,
) -> HttpResponse:
    """Send the events as they are made, if there is a channel, and return the whole answer.

    The answer's `code` is that of the failure that ended the stream. An error before the first event is raised.
    """
    events = iter(streamed.events)
    first = next(events)
    response = HttpResponse(200, "", headers, CONTENT_TYPE)
    if channel is not None:
        channel.begin(response.status, response.all_headers())
    sent, code = [], None

    def send(name: str, data: Any) -> None:
        text = f"event: {name}\ndata: {to_json(data)}\n\n"
        sent.append(text)
        if channel is not None:
            channel.send(text)

    try:
        for name, data in chain([first], events):
            send(name, data)
    except Exception as error:  # noqa: BLE001 - the entrypoint: `failed` logs it; the answer has begun
        failure = failed(error)
        code = failure.code
        send("error", failure.document["error"])
    return HttpResponse(200, "".join(sent), headers, CONTENT_TYPE, code)
