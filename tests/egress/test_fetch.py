"""One outgoing request: what is sent, and how it ends in time whatever the receiver does."""

import contextlib
import http.client
import socket
import threading
import time

import pytest
from bivelio_core import egress
from bivelio_core.egress import guard

from tests.receiver import Receiver, Reply


def test_the_bytes_and_headers_arrive_as_they_were_given():
    body = '{"nom":"Núria Ŀl €"}'.encode()
    with Receiver(lambda _: Reply(201, {"X-One": "1"}, "ja està".encode())) as receiver:
        answer = egress.fetch("POST", receiver.url + "?q=a+b&ñ=1", headers={"X-Sign": "abc"}, body=body)
    assert (answer.status, answer.body.decode(), answer.headers["x-one"]) == (201, "ja està", "1")
    (received,) = receiver.received
    assert (received.method, received.path, received.body) == ("POST", "/hook?q=a+b&%C3%B1=1", body)
    assert received.headers["x-sign"] == "abc"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert received.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "metadata"}, {"Content-Length": "3"}, {"X-A": "1\r\nX-B: 2"}, {"X A": "1"}, {"Transfer-Encoding": "x"}],
)
def test_headers_that_frame_or_split_the_request_are_refused(headers):
    with pytest.raises(egress.EgressRefused):
        egress.fetch("POST", "http://127.0.0.1:9/", headers=headers)


def test_of_headers_that_differ_only_in_case_the_last_is_sent_and_ours_gives_way():
    headers = {"user-agent": "theirs", "X-One": "1", "x-one": "2"}
    with Receiver() as receiver:
        egress.fetch("GET", receiver.url, headers=headers)
        egress.fetch("GET", receiver.url)
    theirs, ours = receiver.received
    assert (theirs.headers["user-agent"], theirs.headers["x-one"]) == ("theirs", "2")
    assert [name.lower() for name in theirs.header_names].count("user-agent") == 1
    assert [name.lower() for name in theirs.header_names].count("x-one") == 1
    assert ours.headers["user-agent"].startswith("BiVelio/")


def test_an_unknown_method_is_refused():
    with pytest.raises(egress.EgressRefused):
        egress.fetch("CONNECT", "http://127.0.0.1:9/")


def test_a_large_answer_is_a_failure_or_cut():
    with Receiver(lambda _: Reply(body=b"x" * 100_000)) as receiver:
        with pytest.raises(egress.EgressFailed) as failure:
            egress.fetch("GET", receiver.url, maximum_bytes=1000)
        assert failure.value.kind == "too_large"
        cut = egress.fetch("GET", receiver.url, maximum_bytes=1000, truncate=True)
        assert (len(cut.body), cut.is_truncated) == (1000, True)
        assert not egress.fetch("GET", receiver.url, maximum_bytes=100_000).is_truncated


def test_nobody_listening_is_a_failure():
    with pytest.raises(egress.EgressFailed) as failure:
        egress.fetch("POST", "http://127.0.0.1:9/")
    assert failure.value.kind == "connection"


def test_hanging_up_is_a_failure():
    with Receiver(lambda _: None) as receiver, pytest.raises(egress.EgressFailed) as failure:
        egress.fetch("POST", receiver.url)
    assert failure.value.kind in {"protocol", "connection"}


def test_redirects_are_followed_only_as_often_as_asked_and_carry_no_credential_elsewhere():
    with Receiver() as last, Receiver(lambda _: Reply(307, {"Location": last.url})) as first:
        headers = {"Authorization": "Bearer secret", "Content-Type": "text/plain"}
        answer = egress.fetch("POST", first.url, headers=headers, body=b"hello", redirects=1)
        assert (answer.status, answer.url) == (200, last.url)
        (received,) = last.received
        assert (received.method, received.body) == ("POST", b"hello")
        assert "authorization" not in received.headers
        assert received.headers["content-type"] == "text/plain"
    with Receiver() as loop:
        loop.answer = lambda _: Reply(302, {"Location": "/again"})
        with pytest.raises(egress.EgressFailed) as failure:
            egress.fetch("POST", loop.url, body=b"x", redirects=2)
        assert failure.value.kind == "too_many_redirects"
        assert [request.method for request in loop.received] == ["POST", "GET", "GET"]


def test_a_redirect_to_what_is_no_url_is_a_failure():
    reply = Reply(302, {"Location": "http://[bad"})
    with Receiver(lambda _: reply) as receiver, pytest.raises(egress.EgressFailed) as failure:
        egress.fetch("GET", receiver.url, redirects=1)
    assert failure.value.kind == "protocol"


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_a_receiver_that_drips_bytes_cannot_outlive_the_deadline(drip):
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):  # the caller hangs up
            connection.sendall(drip)
            while not is_over.wait(0.05):
                connection.sendall(b"x")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    started = time.monotonic()
    with pytest.raises(egress.EgressFailed) as failure:  # without the deadline it would never end
        egress.fetch("POST", f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout_seconds=0.4)
    assert failure.value.kind == "timeout"
    assert 350 <= failure.value.elapsed_ms <= (time.monotonic() - started) * 1000 + 1
    is_over.set()
    thread.join(10)
    listener.close()


def test_a_receiver_without_valid_tls_is_a_failure():
    with Receiver() as receiver, pytest.raises(egress.EgressFailed) as failure:
        egress.fetch("POST", receiver.url.replace("http:", "https:"))
    assert failure.value.kind == "tls"
    assert receiver.received == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("body", [b"", '{"nom":"Núria"}'.encode()])
def test_a_request_is_the_bytes_that_http_client_would_send_and_leaves_at_once(method, body):
    headers = {"User-Agent": "one", "X-Name": "Núria €", "webhook-id": "evt_1"}
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    sent: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            sent.append(connection.recv(65_536))
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    answer = egress.fetch(method, f"http://127.0.0.1:{port}/hook?q=a+b&ñ=1", headers=headers, body=body)
    thread.join()
    listener.close()
    assert answer.status == 204

    class Taken:
        """A socket that keeps what is sent."""

        content = b""

        def sendall(self, data: bytes) -> None:
            """Keep the bytes."""
            self.content += data

    model = http.client.HTTPConnection("127.0.0.1", port)
    model.sock = taken = Taken()
    model.putrequest(method, "/hook?q=a+b&%C3%B1=1", skip_host=True, skip_accept_encoding=True)
    model.putheader("Host", f"127.0.0.1:{port}")
    for name, value in headers.items():
        model.putheader(name, value.encode("latin-1", "replace"))
    model.putheader("Accept-Encoding", "identity")
    model.putheader("Connection", "close")
    if body or method in ("POST", "PUT"):
        model.putheader("Content-Length", str(len(body)))
    model.endheaders(body or None)
    assert sent == [taken.content]


def test_a_name_is_resolved_for_each_request_though_its_spelling_is_judged_once():
    with Receiver() as receiver:
        url = f"http://localhost:{receiver.port}/"
        guard._judgement.cache_clear()
        for _ in range(3):
            egress.fetch("GET", url)
        assert guard._judgement.cache_info().misses == 1
        assert len(receiver.received) == 3
