"""Whatever a receiver answers, an attempt ends in time, keeps a kilobyte, and is noted; nothing it says can stop us."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.webhooks import request, schedule
from bivelio_core.webhooks.request import ReceiverAnswer

from tests.there import there
from tests.webhooks.attempt import deliver

NOW = datetime(2026, 4, 7, 13, 0, tzinfo=UTC)
LIMIT_SECONDS = 0.5
BOMB = gzip.compress(b"\0" * 10_000_000)


@contextmanager
def raw(*parts: bytes, again: bytes = b"", pause: float = 0.0):
    """A receiver that writes bytes as they are, and then some of them for ever; answers its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection:
            try:
                connection.recv(65_536)
                for part in parts:
                    connection.sendall(part)
                while again:
                    connection.sendall(again)
                    time.sleep(pause)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):  # closed with something unread it would reset, and lose what it wrote
                    pass
            except OSError:
                return  # the sender has had enough

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    finally:
        thread.join(10)
        listener.close()
        assert not thread.is_alive(), "the sender hung up"


pytestmark = pytest.mark.usefixtures("services")


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "rude",
    [
        {"parts": [OK], "again": b"X-A: b\r\n", "pause": 0.05},
        {"parts": [OK + b"Content-Length: 999\r\n\r\n"], "again": b"x", "pause": 0.05},
        {"parts": [OK + b"Transfer-Encoding: chunked\r\n\r\n"], "again": b"1\r\nx\r\n", "pause": 0.05},
        {"parts": [], "again": b"H", "pause": 0.05},
        {"parts": [], "again": b"HTTP/1.1 100 Continue\r\n\r\n", "pause": 0.01},
    ],
    ids=["headers", "body", "chunks", "status line", "100 Continue"],
)
def test_one_that_drips_for_ever_is_a_failure_in_time(rude, monkeypatch):
    monkeypatch.setattr(request, "TIMEOUT_SECONDS", LIMIT_SECONDS)
    with raw(*rude["parts"], again=rude["again"], pause=rude["pause"]) as url:
        answer = deliver(url)
    assert answer.outcome == "failed"
    assert there(answer.error).startswith(("timeout:", "protocol:"))
    assert answer.latency_ms >= LIMIT_SECONDS * 900 or there(answer.error).startswith("protocol:")


@pytest.mark.parametrize(
    "flood",
    [
        {"parts": [OK + b"\r\n"], "again": b"x" * 65_536},
        {"parts": [OK + b"Content-Length: 99999999999\r\n\r\n"], "again": b"x" * 65_536},
        {"parts": [OK + b"Transfer-Encoding: chunked\r\n\r\n"], "again": b"10000\r\n" + b"x" * 65_536 + b"\r\n"},
    ],
    ids=["until the end", "of a length", "in chunks"],
)
def test_of_an_endless_answer_a_kilobyte_is_read_and_kept(flood):
    with raw(*flood["parts"], again=flood["again"]) as url:
        answer = deliver(url)
    assert (answer.outcome, answer.response_status, answer.response_body) == ("delivered", 200, "x" * 1024)


def test_a_compressed_answer_is_never_unpacked():
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB)
    with raw(head, BOMB) as url:
        answer = deliver(url)
    assert (answer.outcome, answer.response_status) == ("delivered", 200)
    assert answer.response_body == BOMB[:1024].decode("utf-8", "replace")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\r\n",
        b"220 smtp.example.com ESMTP\r\n",
        b"HTTP/1.1 9999 What\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        OK + b"A" * 70_000,
        OK + b"X-A: b\r\n" * 200 + b"\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 70_000,
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
    ids=["nothing", "a line", "mail", "status", "no status", "a long line", "headers", "a long size", "a size", "TLS"],
)
def test_what_is_no_http_is_a_failure(nonsense):
    with raw(nonsense) as url:
        answer = deliver(url)
    assert answer.outcome == "failed"
    assert there(answer.error).startswith(("protocol:", "connection:"))


@pytest.mark.parametrize("body", [b"\xff\xfe\xed\xa0\x80", b"\0\x01\x1b[31m", "\u202eevil".encode()])
def test_an_answer_that_is_no_text_is_kept_as_text(world, body):
    with raw(OK + b"Content-Length: %d\r\n\r\n" % len(body), body) as url:
        answer = deliver(url)
    world.webhook()
    world.answer = lambda _: answer
    world.happen()
    world.run()
    (attempt,) = world.store.query(keys.DELIVERY_ATTEMPT, "wh_test")
    assert attempt["response_body"].encode()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 30),
        ("29", 30),
        ("31", 31),
        ("315360000", 12 * 3600),
        ("9" * 5000, 12 * 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 12 * 3600),
        ("Tue, 07 Apr 2026 13:01:40 GMT", 100),
        ("Tue, 07 Apr 2026 15:01:40 +0200", 100),
        ("Tue, 07 Apr 2020 13:01:40 GMT", 30),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", 30),
        ("Mon, 99999999999999999999999 Jan 2026 00:00:00 GMT", 30),
        ("Tue, 07 Apr 2026 14:00:00 +9999999999", 30),
        ("Mon, 01 Jan 0001 00:00:00 +2300", 30),
        ("-5", 30),
        ("1.5", 30),
        ("1e9", 30),
        ("\u0663\u0660\u0660", 30),
        ("\0", 30),
        ("soon", 30),
        ("", 30),
    ],
)
def test_retry_after_lengthens_a_wait_up_to_twelve_hours_and_nonsense_does_nothing(header, seconds):
    with clock.frozen(NOW):
        assert schedule.wait_seconds(2, {"retry-after": header}) == seconds


def test_ten_years_of_retry_after_are_five_attempts_twelve_hours_apart(world):
    world.webhook()
    world.answer = lambda _: ReceiverAnswer("failed", 5, 503, "", "busy", {"retry-after": "315360000"})
    start = world.now
    world.happen()
    world.run()
    assert [(at - start).total_seconds() / 3600 for at, _ in world.called] == [0, 12, 24, 36, 48]
    assert world.stored()["status"] == "disabled"
