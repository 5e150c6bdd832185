"""What takes more than a request: the feed that is followed, runs that are waited for, answers as streams."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import anyio
import httpx
import pytest
from bivelio import APIConnectionError, WaitTimeoutError, errors, models, streams

from tests.sdk.scripted import Scripted, failure


def feed(*pages: Any) -> Scripted:
    """An API whose feed has these pages: lists of events, or failures before the next one."""
    waiting, number = list(pages), iter(range(1, 1000))

    def reply(path: str, data: dict[str, Any]) -> Any:
        page = waiting.pop(0)
        if not isinstance(page, list):
            return page
        events = [
            {"id": f"evn_{n}", "event": kind, "timestamp": "2026-04-07T12:00:00Z", "data": {"id": "ct_1"}}
            for n, kind in page
        ]
        return {"events": events, "next_after": f"c{next(number)}", "has_more": bool(waiting)}

    return Scripted(reply)


def asked(api: Scripted) -> list[Any]:
    return [json.loads(request.content)["data"] for request in api.sent]


def test_the_feed_goes_on_behind_the_last_page_through_failures():
    lost = [httpx.ConnectError("refused"), failure(503, "INTERNAL_ERROR", retryable=True), failure(429, "X")]
    api = feed([(1, "contact.created"), (2, "of.next_year")], *lost, [], [(3, "invoice.paid")])
    followed = api.client(max_retries=0).events.follow(after="c0", types=["contact.created"], poll_seconds=0)
    assert followed.after == "c0"
    events = list(islice(followed, 3))
    assert [event.id for event in events] == ["evn_1", "evn_2", "evn_3"]
    assert isinstance(events[0].data, models.Contact)
    assert events[1].data == {"id": "ct_1"}
    assert [data["after"] for data in asked(api)] == ["c0", "c1", "c1", "c1", "c1", "c2"]
    assert asked(api)[0]["types"] == ["contact.created"]
    assert followed.after == "c2"


def test_the_feed_begins_now_or_at_a_time_and_its_cursor_is_kept():
    api = feed([(1, "contact.created")], [(2, "contact.created")])
    first = api.client().events.follow(from_="2026-04-01T00:00:00Z", poll_seconds=0)
    assert next(iter(first)).id == "evn_1"
    assert first.after is None  # the page was not finished: its event would come again
    assert asked(api)[0]["from"] == "2026-04-01T00:00:00Z"
    assert next(iter(api.client().events.follow())).id == "evn_2"
    assert asked(api)[1]["from"].endswith("Z")


def test_the_feed_raises_what_does_not_pass():
    with pytest.raises(errors.PermissionDeniedError):
        next(iter(feed(failure(403, "AUTH_INSUFFICIENT_SCOPE")).client().events.follow()))


def test_the_asynchronous_feed_does_the_same():
    api = feed([(1, "contact.created")], httpx.ReadError("reset"), [(2, "contact.created")])

    async def main() -> list[str]:
        found = []
        async for event in api.asynchronous(max_retries=0).events.follow(poll_seconds=0):
            found.append(event.id)
            if len(found) == 2:
                break
        return found

    assert anyio.run(main) == ["evn_1", "evn_2"]


def run_of(*statuses: str) -> Scripted:
    """An API with a workflow whose run has one status after the other; the last one stays."""
    waiting = list(statuses)

    def reply(path: str, data: dict[str, Any]) -> Any:
        status = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return {"instance_id": "wfi_1", "workflow_id": "wf_1", "status": status, "output": {"a": 1}}

    return Scripted(reply)


@pytest.mark.parametrize("end", ["completed", "failed", "cancelled"])
def test_a_run_is_waited_for_until_its_end(end):
    api = run_of("pending", "running", end)
    instance = api.client().workflows.execute("wf_1", input={"a": 1}, wait=True)
    assert isinstance(instance, models.Instance)
    assert (instance.status, instance.output) == (end, {"a": 1})
    assert api.paths == ["workflows/execute", "instances/get", "instances/get"]


def test_a_run_that_takes_too_long_is_an_error_with_the_run():
    with pytest.raises(WaitTimeoutError, match=r"wfi_1 is still waiting after 0\.3 seconds, and goes on") as raised:
        run_of("waiting").client().workflows.execute("wf_1", wait=True, wait_seconds=0.3)
    assert raised.value.instance.status == "waiting"


def test_without_waiting_the_run_is_returned_as_it_was_started():
    assert isinstance(run_of("pending").client().workflows.execute("wf_1"), models.Execution)


EVENTS = (
    ("delta", {"text": "Bon\u2028 "}),
    ("tool", {"name": "contact.find", "failed": False}),
    ("of_next_year", {"a": 1}),
    ("delta", {"text": "dia"}),
)
RESULT = ("result", {"execution_id": "age_1", "output": {"text": "Bon dia"}})


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in pieces of a few bytes, and may break off."""

    def __init__(self, events: tuple[Any, ...], broken: Exception | None = None, end: str = "\n") -> None:
        lines = [f"event: {name}{end}data: {json.dumps(data, ensure_ascii=False)}{end}{end}" for name, data in events]
        self.content, self.broken = (": a comment" + end + "".join(lines)).encode(), broken

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), 7):
            yield self.content[start : start + 7]
        if self.broken:
            raise self.broken

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def streaming(*replies: Any) -> Scripted:
    waiting = list(replies)

    def reply(path: str, data: dict[str, Any]) -> Any:
        found = waiting.pop(0)
        if not isinstance(found, Pieces):
            return found
        return httpx.Response(200, headers={"Content-Type": "text/event-stream; charset=utf-8"}, stream=found)

    return Scripted(reply)


def invoke(client: Any) -> Any:
    return client.agents.invoke(agent_id="ag_1", input={"text": "Hola"}, stream=True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_streamed_answer_is_iterated_over(end):
    api = streaming(Pieces((*EVENTS, RESULT), end=end))
    with invoke(api.client()) as stream:
        events = list(stream)
    kinds = [streams.AgentDelta, streams.AgentToolCall, events[2].__class__, streams.AgentDelta, streams.AgentResult]
    assert [type(event) for event in events] == kinds
    assert "".join(event.text for event in events if event.event == "delta") == "Bon\u2028 dia"
    assert events[1].name == "contact.find"
    assert isinstance(events[-1].result, models.Invocation)
    assert stream.http_response.is_closed
    (sent,) = api.sent
    assert json.loads(sent.content)["data"]["stream"] is True
    assert "text/event-stream" in sent.headers["Accept"]
    assert sent.headers["Idempotency-Key"]


def test_the_result_of_a_stream_is_the_whole_answer():
    stream = invoke(streaming(Pieces((*EVENTS, RESULT))).client())
    assert stream.result().execution_id == "age_1"
    with pytest.raises(APIConnectionError, match="read already"):
        stream.result()


def test_an_asynchronous_stream_is_read_the_same():
    async def main() -> list[Any]:
        stream = await invoke(streaming(Pieces((*EVENTS, RESULT))).asynchronous())
        return [event.event async for event in stream]

    assert anyio.run(main) == ["delta", "tool", "of_next_year", "delta", "result"]


def test_a_stream_is_asked_for_again_until_it_begins_with_the_same_key():
    api = streaming(httpx.ReadError("reset"), failure(503, "INTEGRATION_ERROR", retryable=True), Pieces((RESULT,)))
    assert invoke(api.client()).result().execution_id == "age_1"
    assert len({request.headers["Idempotency-Key"] for request in api.sent}) == 1
    assert len(api.sent) == 3


def test_an_error_before_and_in_a_stream_is_raised():
    with pytest.raises(errors.AgentInactiveError):
        invoke(streaming(failure(409, "AGENT_INACTIVE")).client())
    broken = Pieces((*EVENTS, ("error", {"code": "CREDITS_EXHAUSTED", "message": "M"})))
    with pytest.raises(errors.CreditsExhaustedError):
        invoke(streaming(broken).client()).result()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (Pieces(EVENTS, broken=httpx.ReadError("reset")), "broke off: reset"),
        (Pieces(EVENTS), "ended before its result"),
    ],
)
def test_a_stream_that_breaks_off_says_what_to_do(body, says):
    with pytest.raises(APIConnectionError, match=f"{says}.*idempotency_key"):
        list(invoke(streaming(body).client()))


def test_a_stream_that_is_none_is_not_taken_for_one():
    with pytest.raises(errors.UnexpectedResponseError):
        invoke(streaming(httpx.Response(200, json={"success": True, "data": {}})).client(max_retries=0))
