"""An app with a document at an address of its own: what is read of it, from a real server, and what is refused."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.egress import guard

from tests.functions.auth.signing_in import NOW
from tests.identity.oauth.asked import Person, good, query, token
from tests.identity.oauth.removed import Line, removed
from tests.mail_server import authority, server_context
from tests.receiver import Received, Receiver, Reply

pytestmark = pytest.mark.usefixtures("deployment")
CALLBACK = "https://gestoria.example/callback"
CLIENTS = "identity.oauth.clients"


class Documents(Receiver):
    """The server of an app over TLS, on this computer, which only the local platform may ask."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(self._document)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.changes: dict[str, Any] = {}
        self.reply: Callable[[Received], Reply | None] | None = None

    @property
    def client_id(self) -> str:
        """The app's id, which is where its document is."""
        return f"https://localhost:{self.port}/oauth/client.json"

    def _document(self, received: Received) -> Reply | None:
        if self.reply:
            return self.reply(received)
        about = {"client_id": self.client_id, "client_name": "Gestoria", "redirect_uris": [CALLBACK], **self.changes}
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(about).encode())


@pytest.fixture
def documents(tmp_path, monkeypatch) -> Iterator[Documents]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority(tmp_path)))
    monkeypatch.setenv("DEPLOYMENT", "local")
    guard._tls.cache_clear()
    with Documents(server_context(tmp_path)) as server:
        yield server
    guard._tls.cache_clear()


def asked(documents, **changes):
    return query(client_id=documents.client_id, redirect_uri=CALLBACK, **changes)


def is_read(documents) -> bool:
    """Whether a person is asked for what an app with this document wants."""
    return Person().ask(asked(documents)).status == 200


def test_an_app_is_what_its_document_says_and_does_the_whole_flow(documents):
    person = Person()
    shown = person.ask(asked(documents)).data
    assert (shown["app_name"], shown["app_host"], shown["redirect_host"]) == (
        *("Gestoria", "localhost", "gestoria.example"),
    )
    code = person.allow(asked(documents))
    assert good(token(code=code, client_id=documents.client_id, redirect_uri=CALLBACK))["scope"] == "read write"
    (received,) = documents.received
    assert (received.method, received.path, received.headers["accept"]) == (
        *("GET", "/oauth/client.json", "application/json"),
    )
    assert "authorization" not in received.headers


def test_a_document_is_read_once_a_day_and_a_changed_one_counts_then(documents):
    with clock.frozen(NOW):
        assert is_read(documents)
        documents.changes["redirect_uris"] = ["https://other.example/callback"]
        assert is_read(documents)
        assert len(documents.received) == 1
    with clock.frozen(NOW + timedelta(days=1)):
        assert not is_read(documents)
    assert len(documents.received) == 2


def test_what_could_not_be_read_is_read_again(documents):
    documents.reply = lambda _: Reply(503, {"Content-Type": "application/json"}, b"{}")
    assert not is_read(documents)
    documents.reply = None
    assert is_read(documents)


JSON = {"Content-Type": "application/json"}
SPOOFS: dict[str, tuple[Callable[[Documents], None], tuple[Line, ...]]] = {
    "the document of another app": (
        lambda server: server.changes.update(client_id="https://claude.ai/oauth/client.json"),
        (Line(CLIENTS, 'or document.get("client_id") != client_id:', "or False:"),),
    ),
    "a status that is no success": (
        lambda server: _answers(server, 404),
        (Line(CLIENTS, "answer.status != 200 or ", ""),),
    ),
    "a page of a site that lets people write": (
        lambda server: _answers(server, 200, {"Content-Type": "text/html"}),
        (Line(CLIENTS, ' or "json" not in answer.headers.get("content-type", "")', ""),),
    ),
    "more than five kilobytes": (
        lambda server: server.changes.update(padding="x" * 5200),
        (Line(CLIENTS, "maximum_bytes=LARGEST_DOCUMENT_BYTES", "maximum_bytes=1_000_000"),),
    ),
    "an app with a secret": (
        lambda server: server.changes.update(client_secret="s3cret"),
        (Line(CLIENTS, '"client_secret" in document or ', ""),),
    ),
    "an app that proves itself by a key": (
        lambda server: server.changes.update(token_endpoint_auth_method="private_key_jwt"),
        (Line(CLIENTS, ' or document.get("token_endpoint_auth_method", "none") != "none"', ""),),
    ),
}


def _answers(server: Documents, status: int, headers: dict[str, str] = JSON) -> None:
    about = {"client_id": server.client_id, "client_name": "Gestoria", "redirect_uris": [CALLBACK]}
    server.reply = lambda _: Reply(status, headers, json.dumps(about).encode())


@pytest.mark.parametrize("name", SPOOFS)
def test_a_document_that_is_not_what_it_must_be_is_refused(name, documents):
    spoof, lines = SPOOFS[name]
    spoof(documents)
    assert not is_read(documents)
    with removed(*lines):
        assert is_read(documents)


def test_a_redirect_is_not_followed(documents, tmp_path):
    with Documents(server_context(tmp_path)) as other:
        _answers(other, 200)
        place = {**JSON, "Location": other.client_id}
        for status in (301, 302, 303, 307, 308):
            documents.reply = lambda _, status=status: Reply(status, place, b"{}")
            assert not is_read(documents)
        assert other.received == []
        other.changes["client_id"] = documents.client_id
        other.reply = None
        followed = Line(CLIENTS, "timeout_seconds=DOCUMENT_SECONDS", "redirects=1, timeout_seconds=DOCUMENT_SECONDS")
        with removed(followed):
            assert is_read(documents)


def test_who_is_slow_is_not_waited_for(documents, monkeypatch):
    monkeypatch.setattr("bivelio_core.identity.oauth.clients.DOCUMENT_SECONDS", 0.3)
    released = threading.Event()
    documents.reply = lambda _: (released.wait(5), Reply(200, JSON, b"{}"))[1]
    try:
        assert not is_read(documents)
    finally:
        released.set()


def test_a_server_without_a_certificate_for_its_name_is_not_believed(documents, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    guard._tls.cache_clear()
    assert not is_read(documents)
    assert documents.received == []


def test_in_the_cloud_nothing_of_this_computer_is_asked(documents, monkeypatch):
    monkeypatch.delenv("DEPLOYMENT")
    assert not is_read(documents)
    assert documents.received == []
    with removed(Line(CLIENTS, "or has_port_of_its_own", "or False")):
        assert not is_read(documents), "the guard refuses it too"
    assert documents.received == []
