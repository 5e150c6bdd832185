"""Answers as `text/event-stream`: their form, their failures, their repetition, and pieces sent as they come."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Handler, endpoint
from bivelio_core.entrypoints.event_stream import Event, Streamed
from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Request, Response

from tests.api import event

pytestmark = pytest.mark.usefixtures("table")


class Say(Request):
    """A text to say."""

    text: str
    stream: bool = False


class Said(Response):
    """What was said."""

    text: str


def speaker(events: Callable[[str], Iterator[Event]]) -> Handler:
    """An endpoint that says a text, as a stream when it is asked to."""

    @endpoint("contacts.say", scope="write", action="say")
    def handler(request: Say, _ctx: Context) -> Said | Streamed:
        """Say a text."""
        return Streamed(events(request.text)) if request.stream else Said(text=request.text)

    return handler


def words(text: str) -> Iterator[Event]:
    """A delta for each word, then the result."""
    for word in text.split():
        yield "delta", {"text": word}
    yield "result", Said(text=text)


def then(error: Exception) -> Callable[[str], Iterator[Event]]:
    """One delta, then a failure."""

    def events(text: str) -> Iterator[Event]:
        yield "delta", {"text": text}
        raise error

    return events


def at_once(_text: str) -> Iterator[Event]:
    """A failure before anything was said."""
    raise ResourceNotFound
    yield


@dataclass
class Recorder:
    """A channel that records what it sends."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Record the beginning."""
        self.status, self.headers = status, headers

    def send(self, text: str) -> None:
        """Record a piece."""
        self.texts.append(text)


def ask(handler: Handler, text: str = "bon dia", *, key: str = "", channel: Recorder | None = None) -> dict[str, Any]:
    """Ask for a stream."""
    asked = event({"data": {"text": text, "stream": True}}, headers={"Idempotency-Key": key} if key else {})
    context = SimpleNamespace(function_name="say", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
    return handler(asked, context, channel)


def parsed(body: str) -> list[tuple[str, Any]]:
    """The events of a body, as the HTML standard reads them."""
    blocks = [block.split("\n") for block in body.removesuffix("\n\n").split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_stream_is_its_events_and_ends_with_the_result():
    answer = ask(speaker(words), "bon dia\u2028món\n\nnou")
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "text/event-stream; charset=utf-8"
    assert {"X-Request-Id", "X-RateLimit-Remaining", "Cache-Control"} <= answer["headers"].keys()
    *deltas, result = parsed(answer["body"])
    assert [data["text"] for _, data in deltas] == ["bon", "dia", "món", "nou"]
    assert result == ("result", {"text": "bon dia\u2028món\n\nnou"})


def test_without_stream_the_same_endpoint_answers_json():
    answer = speaker(words)(event({"data": {"text": "hola"}}), None)
    assert answer["headers"]["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer["body"]) == {"success": True, "data": {"text": "hola"}}


def test_a_failure_before_the_first_event_has_its_status():
    channel = Recorder()
    answer = ask(speaker(at_once), channel=channel)
    assert (answer["statusCode"], json.loads(answer["body"])["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")
    assert channel == Recorder()


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ResourceNotFound(), "RESOURCE_NOT_FOUND", "El recurs sol·licitat no existeix."),
        (ServiceBusy(), "INTERNAL_ERROR", "no està disponible temporalment"),
        (ZeroDivisionError("secret"), "INTERNAL_ERROR", "Error intern inesperat"),
    ],
)
def test_a_later_failure_is_the_last_event(error, code, message, logged):
    answer = ask(speaker(then(error)))
    (first, _), (last, told) = parsed(answer["body"])
    assert (answer["statusCode"], first, last, told["code"]) == (200, "delta", "error", code)
    assert message in told["message"]
    assert told["request_id"] == "test-request"
    assert "secret" not in answer["body"]
    assert ('"message":"failed"' in logged.getvalue()) is (message == "Error intern inesperat")


def test_each_event_is_sent_as_it_comes():
    channel = Recorder()
    seen = []

    def counted(text: str) -> Iterator[Event]:
        for name, data in words(text):
            seen.append(len(channel.texts))
            yield name, data

    answer = ask(speaker(counted), channel=channel)
    assert seen == [0, 1, 2]
    assert "".join(channel.texts) == answer["body"]
    assert (channel.status, channel.headers) == (200, answer["headers"])


@pytest.mark.parametrize("has_channel", [False, True])
def test_a_repeated_request_gets_the_same_events_and_does_nothing_again(has_channel):
    channel = Recorder() if has_channel else None
    first = ask(speaker(words), key="k", channel=channel)
    again = ask(speaker(at_once), key="k")
    assert again["body"] == first["body"]
    assert again["headers"]["Content-Type"] == "text/event-stream; charset=utf-8"
    assert "Idempotent-Replayed" not in first["headers"]
    assert again["headers"]["Idempotent-Replayed"] == "true"


def test_a_stream_that_failed_is_served_again():
    failed = ask(speaker(then(ServiceBusy())), key="k")
    assert parsed(failed["body"])[-1][0] == "error"
    again = ask(speaker(words), key="k")
    assert parsed(again["body"])[-1][0] == "result"
    assert "Idempotent-Replayed" not in again["headers"]


def test_a_stream_too_large_for_a_record_is_sent_all_the_same():
    text = "x" * 200_000
    assert parsed(ask(speaker(words), text, key="k")["body"])[-1] == ("result", {"text": text})
