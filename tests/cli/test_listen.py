"""Events that are followed and posted to a local receiver, which verifies them; and signatures without a request."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from bivelio import errors, webhooks

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted, failure


class Receiver:
    """A server of a user: it answers 204, or what `status` says, and keeps what came."""

    def __init__(self) -> None:
        self.came: list[tuple[bytes, dict[str, str]]] = []
        self.status = 204
        self.url = ""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve on a free port until the end of the block."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.came.append((body, dict(self.headers)))
            self.send_response(state.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    monkeypatch.setattr("bivelio._transport.sleep", lambda _: None)
    waiting: list[Any] = [failure(503, "INTERNAL_ERROR", retryable=True)] * 4

    def reply(path, body):
        if waiting:
            return waiting.pop()
        number = len(made.api.sent)
        event = {"id": f"evn_{number}", "event": "contact.created", "timestamp": "2026-04-07T12:00:00Z"}
        return {"events": [event | {"data": {"id": "ct_1"}}], "next_after": f"c{number}", "has_more": True}

    made = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    made.api = Scripted(reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(made.api.answer)))
    return made


def test_events_are_posted_signed_with_a_secret_that_stays(terminal):
    with receiving() as receiver:
        words = ("listen", "--forward-to", receiver.url, "--events", "contact.created,invoice.paid", "--count", "1")
        first, second = terminal(*words), terminal(*words, "--since", "2h")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    secret = first.stdout.splitlines()[0].removeprefix("Signing secret: ")
    assert second.stdout.splitlines()[0] == f"Signing secret: {secret}"
    assert "contact.created  evn_" in first.stdout
    assert "  204 in " in first.stdout
    for body, headers in receiver.came:
        assert webhooks.verify(body, headers, secret).event == "contact.created"
        with pytest.raises(errors.WebhookVerificationError):
            webhooks.verify(body + b" ", headers, secret)
        documented = {"X-BiVelio-Signature": headers["X-BiVelio-Signature"]}
        assert webhooks.verify(body, documented, secret, tolerance_seconds=1e10).event == "contact.created"
    assert json.loads(terminal.api.sent[0].content)["data"]["types"] == ["contact.created", "invoice.paid"]


def test_a_receiver_that_fails_or_is_absent_is_a_line_and_not_the_end(terminal):
    with receiving() as receiver:
        receiver.status = 500
        assert "  500 in " in terminal("listen", "--forward-to", receiver.url, "--count", "1").stdout
    made = terminal("listen", "--forward-to", receiver.url, "--count", "2")
    assert made.exit_code == 0
    assert made.stdout.count("failed: ") == 2


@pytest.mark.parametrize(
    "words",
    [("--events", "contact.creatd"), ("--since", "yesterday"), ("--forward-to", "localhost:3000")],
)
def test_what_cannot_be_followed_is_a_wrong_use(terminal, words):
    made = terminal("listen", *words)
    assert made.exit_code == 2
    assert words[0] in made.stderr


def test_what_is_signed_is_verified(terminal, tmp_path):
    event = {"id": "evn_1", "event": "of.next_year", "timestamp": "2026-04-07T12:00:00Z", "data": {"a": 1}}
    body = tmp_path / "body.json"
    body.write_text(json.dumps(event))
    signed = terminal("webhooks", "sign", f"@{body}", "--id", "evn_1")
    headers = [word for line in signed.stdout.splitlines() for word in ("--header", line)]
    assert terminal.json("webhooks", "verify", f"@{body}", *headers) == event
    wrong = terminal("webhooks", "verify", f"@{body}", *headers, "--secret", "whsec_b3RoZXI=")
    assert wrong.exit_code == 1
    assert "The signature does not match" in wrong.stderr
