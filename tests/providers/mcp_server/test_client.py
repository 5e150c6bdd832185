"""The client of MCP servers: both generations, what each failure of a server means, and that nobody is called twice."""

import math
import socket
import threading
import time

import pytest
from bivelio_core.providers.mcp_server import MAXIMUM_RESULT_BYTES, McpRefused, McpUnavailable, Target, Tool
from bivelio_core.providers.mcp_server.client import SdkServer

from tests.mcp_server import (
    LEGACY,
    MODERN,
    RANGE,
    VALUES,
    SmallServer,
    as_event,
    as_json,
    called,
    failed,
    result,
)
from tests.receiver import Receiver, Reply

TOKEN = "t0ken"
ARGUMENTS = {"path": "clients.xlsx", "range": "A1:B2"}
both = pytest.mark.parametrize("version", [MODERN, LEGACY])


def call(url: str, tool: str = "read", *, seconds: float = 5, token: str = TOKEN):
    """One call, and the tools that were permitted."""
    permitted: list[Tool] = []
    return SdkServer(seconds).call(Target(url, token), tool, ARGUMENTS, permitted.append), permitted


@both
def test_a_tool_is_called_once_with_its_arguments_and_the_token(version):
    with SmallServer(version) as server:
        content, permitted = call(server.url)
    assert content == VALUES
    assert [(each["name"], each["arguments"]) for each in server.calls] == [("read", ARGUMENTS)]
    assert [tool.name for tool in permitted] == ["read"]
    assert {each.headers["authorization"] for each in server.received} == {"Bearer t0ken"}
    assert {each.headers["user-agent"] for each in server.received} == {"BiVelio/1.0 (+https://docs.bivelio.com)"}


@both
def test_no_stream_is_opened(version):
    with SmallServer(version) as server:
        call(server.url)
    assert "GET" not in server.methods()


def test_a_session_of_the_older_generation_is_ended():
    with SmallServer(LEGACY) as server:
        call(server.url)
    assert server.methods() == [
        *("server/discover", "initialize", "notifications/initialized", "tools/list", "tools/call"),
        "DELETE",
    ]
    assert server.received[-1].headers["mcp-session-id"] == "session-1"


@both
def test_the_tools_come_with_their_hints(version):
    with SmallServer(version) as server:
        read, write, change = SdkServer().tools(Target(server.url))
    assert read == Tool("read", None, RANGE, "Read a range", is_read_only=True)
    assert (write.description, write.may_be_repeated) == ("Appends a row.", False)
    assert (change.is_idempotent, change.may_be_repeated, read.may_be_repeated) == (True, True, True)


def test_all_pages_of_tools_are_read():
    def listed(_, asked):
        page = int(asked["params"].get("cursor", "0"))
        tools = [{"name": f"tool_{page}", "inputSchema": RANGE}]
        more = {"nextCursor": str(page + 1)} if page < 3 else {}
        return result(asked, {"tools": tools, "resultType": "complete", "ttlMs": 0, "cacheScope": "private", **more})

    with SmallServer(tools_list=listed) as server:
        assert [tool.name for tool in SdkServer().tools(Target(server.url))] == [f"tool_{page}" for page in range(4)]
        assert call(server.url, "tool_3")[0] == VALUES


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (called({"a": 1}), {"a": 1}),
        ({"content": [{"type": "text", "text": '{"a": 1}'}]}, {"a": 1}),
        ({"content": [{"type": "text", "text": "[1]"}]}, {"content": [{"type": "text", "text": "[1]"}]}),
        ({"content": [{"type": "text", "text": "Hola"}]}, {"content": [{"type": "text", "text": "Hola"}]}),
        *(
            ({"content": [{"type": "text", "text": text}]}, {"content": [{"type": "text", "text": text}]})
            for text in (r'{"a": "\ud800"}', '{"a": NaN}', '{"a": 1e999}')
        ),
        ({"content": []}, {"content": []}),
        ({"content": [], "structuredContent": [1, 2]}, {"content": [], "structured_content": [1, 2]}),
    ],
)
def test_a_result_is_one_json_object(answered, expected):
    with SmallServer(tools_call=lambda _, asked: result(asked, {"resultType": "complete", **answered})) as server:
        assert call(server.url)[0] == expected


REDIRECT = Reply(302, {"Location": "http://127.0.0.1:9/mcp"}, b"")
SAME_METHOD = Reply(307, {"Location": "http://127.0.0.1:9/mcp"}, b"")
REFUSED = {
    "isError": (lambda _, asked: result(asked, called("No such sheet", is_error=True)), "tool_error", "No such sheet"),
    "input_required": (
        lambda _, asked: result(asked, {"resultType": "input_required", "inputRequests": {}, "requestState": "s"}),
        "input_required",
        None,
    ),
    "an error of the protocol": (lambda _, asked: failed(asked, -32602, "Bad range", 400), "refused", "Bad range"),
    "another id": (lambda *_: result({"id": "other"}, called(VALUES)), "invalid_answer", None),
    "another id in a stream": (
        lambda *_: as_event({"jsonrpc": "2.0", "id": 77, "result": called(VALUES)}),
        "invalid_answer",
        None,
    ),
    "no JSON": (lambda *_: Reply(200, {"Content-Type": "application/json"}, b"<html>"), "invalid_answer", None),
    "nested without end": (
        lambda *_: Reply(200, {"Content-Type": "application/json"}, b"[" * 200_000),
        "invalid_answer",
        None,
    ),
    "a number that JSON has no form for": (
        lambda _, asked: result(asked, called({"a": math.nan})),
        "invalid_answer",
        None,
    ),
    "a page": (lambda *_: Reply(200, {"Content-Type": "text/html"}, b"<html>"), "invalid_answer", None),
    "a result of another shape": (lambda _, asked: result(asked, {"content": 5}), "invalid_answer", None),
    "a redirect": (lambda *_: REDIRECT, "redirected", None),
    "a redirect of the same method": (lambda *_: SAME_METHOD, "redirected", None),
    "a token that is not accepted": (lambda *_: Reply(401), "unauthorized", None),
    "a result of more than 256 kB": (
        lambda _, asked: result(asked, called({"text": "x" * MAXIMUM_RESULT_BYTES})),
        "too_large",
        None,
    ),
    "50 MB": (lambda *_: Reply(200, {"Content-Type": "application/json"}, b" " * 50_000_000), "too_large", None),
}


@pytest.mark.parametrize(("answer", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_server_refuses_or_garbles_is_refused_with_a_reason(answer, reason, message):
    with SmallServer(tools_call=answer) as server, pytest.raises(McpRefused) as refused:
        call(server.url)
    assert (refused.value.reason, refused.value.details.get("message")) == (reason, message)
    assert len(server.calls) == 1, "the tool was called more than once"


@pytest.mark.parametrize(
    ("reply", "reason", "retry_after"),
    [
        (Reply(429, {"Retry-After": "23"}), "rate_limited", 23),
        (Reply(503), "unavailable", 5),
        (Reply(500), "unavailable", 5),
        (None, "invalid_answer", None),
        (Reply(200, {"Content-Type": "text/event-stream"}, b": nothing\n\n"), "unavailable", 5),
    ],
)
def test_a_server_that_fails_during_the_call_may_have_run_the_tool(reply, reason, retry_after):
    with SmallServer(tools_call=lambda *_: reply) as server, pytest.raises((McpRefused, McpUnavailable)) as failure:
        call(server.url)
    assert (failure.value.details["reason"], failure.value.retry_after) == (reason, retry_after)
    assert getattr(failure.value, "was_called", True)
    assert len(server.calls) == 1


def test_a_server_that_is_busy_before_the_call_has_run_nothing():
    with SmallServer(tools_list=lambda *_: Reply(503)) as server, pytest.raises(McpUnavailable) as failure:
        call(server.url)
    assert not failure.value.was_called


def test_a_tool_that_the_server_does_not_list_is_not_called():
    with SmallServer() as server, pytest.raises(McpRefused) as refused:
        call(server.url, "drop_everything")
    assert refused.value.reason == "unknown_tool"
    assert server.calls == []


def test_what_the_permit_raises_prevents_the_call():
    def forbid(tool):
        raise McpRefused("outcome_unknown")

    with SmallServer() as server, pytest.raises(McpRefused) as refused:
        SdkServer().call(Target(server.url), "write", ARGUMENTS, forbid)
    assert refused.value.reason == "outcome_unknown"
    assert server.calls == []


def test_a_server_that_nobody_runs_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(McpUnavailable) as failure:
        call(f"http://127.0.0.1:{port}/mcp")
    assert (failure.value.reason, failure.value.status, failure.value.was_called) == ("unreachable", 503, False)


@pytest.mark.parametrize("url", ["https://169.254.169.254/mcp", "http://example.com/mcp", "https://10.0.0.1/mcp"])
def test_the_guard_decides_which_servers_are_called(url):
    with pytest.raises(McpRefused) as refused:
        call(url)
    assert refused.value.reason == "url_not_allowed"


class Endless:
    """A server that answers every request with a stream of events that never ends."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/mcp"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._stream, args=(connection,), daemon=True).start()

    def _stream(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            try:
                while True:
                    connection.sendall(b": still here\n\n")
                    time.sleep(0.05)
            except OSError:
                return

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


def test_a_server_that_streams_for_ever_is_left_at_the_deadline():
    server = Endless()
    started = time.monotonic()
    with pytest.raises(McpUnavailable) as failure:
        call(server.url, seconds=0.6)
    server.close()
    assert failure.value.reason == "timeout"
    assert time.monotonic() - started < 3


def test_the_logs_show_nothing_of_a_session(caplog):
    with SmallServer(tools_call=lambda *_: as_json("secret answer")) as server, pytest.raises(McpRefused):
        call(server.url, token="secret-token")
    assert "secret" not in caplog.text
    assert server.url not in caplog.text


def test_every_reason_has_a_sentence_in_each_language():
    from typing import get_args

    from bivelio_core.providers.mcp_server import failures

    from tools.texts import entries

    told = {name.removeprefix("mcp_server.") for name, _ in entries("mcp_server.", "providers")}
    assert told == {*get_args(failures.Refusal), *get_args(failures.Pause)}


def test_a_receiver_that_is_no_server_of_the_protocol_is_refused():
    with Receiver() as receiver, pytest.raises(McpRefused) as refused:
        call(receiver.url)
    assert refused.value.reason == "invalid_answer"
