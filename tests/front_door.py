"""The front door in this process: the built dashboard and documentation, and the real handlers over moto's table.

A page is tested before it instead of a running platform: each answer comes from the handler that gives it in the cloud,
through the real authorizer and under its policy, so nothing that a page is shown can differ from the API. The sandbox
has the samples of docs/examples. Runs, files, mails and the log of requests are worked off after each request. What
only a platform has (the feed of events, deliveries, providers, cookies of a browser that stays) is seen in tests/e2e.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import boto3
import pytest
from moto.s3.models import s3_backends

from local.dashboard import Dashboard
from local.demo import DASHBOARD_KEYS, PLANS, make_organisation
from local.docs_site import DocsSite
from local.pages import page_for
from local.settings import HOST, Settings, read_settings
from tests import gateway
from tests.api import load
from tests.conftest import fresh_table
from tests.contracts.conftest import attached_states
from tests.mail_server import Mail, MailServer
from tests.operated import create_deployment, operated
from tests.requests.logs import batch, consume
from tests.running import Answer
from tests.services import ACCOUNT, received
from tools.dashboard.policy import BASE, headers

STAGES = {"/v1": "v1", "/sandbox/v1": "sandbox"}
BUCKET = "bivelio-documents"
FILES = f"https://{BUCKET}.s3.eu-west-1.amazonaws.com"
"""Where signed addresses of files lead to: `Api.files` takes its place, since no browser gets there."""

WORKERS = {
    "account_mails": "workers/send_account_mail",
    "documents": "workers/process_document",
    "knowledge": "workers/read_knowledge",
    "messages": "workers/send_message",
    "books": "workers/write_books",
    "transfers": "workers/transfer_contacts",
}
"""The functions that work off a queue, by its name."""

LINK = re.compile(r"https://app\.bivelio\.com/(\w+)#([\w-]+)")


@dataclass
class Files(Dashboard):
    """The built dashboard, which may read the files of the bucket."""

    keys: dict[str, str] = field(default_factory=dict)

    def _headers(self) -> dict[str, str]:
        return headers((f"http://{HOST}:{self.settings.port}",))

    def _config(self) -> dict[str, object]:
        return {"publishable_keys": self.keys}


class FrontDoor:
    """What answers the browser. `call`, `demo`, `client` and `settings` are those of a running platform."""

    def __init__(self, settings: Settings, mails: MailServer, dashboard: Path | None, docs: Path | None) -> None:
        self.settings = settings
        self.dashboard = Files(settings, folder=dashboard)
        self.docs = DocsSite(settings, folder=docs)
        self.states = attached_states()
        self._mails = mails
        self._organisations: dict[str, Any] = {}
        self._turn = threading.RLock()
        self._requests, self._lines = count(1), count(1)

    def demo(self) -> dict[str, Any]:
        """The demo organisation, with its keys and people."""
        return {"organisations": self._organisations, "dashboard_keys": self.dashboard.keys}

    @property
    def files(self) -> str:
        """Where signed addresses of files lead to: an origin of its own, as the bucket is."""
        return f"http://{HOST}:{self.settings.port}"

    def client(self, service: str) -> Any:
        """A client of AWS."""
        return boto3.client(service)  # type: ignore[call-overload]

    def operate(self, operation: str, data: dict[str, Any]) -> Any:
        """What the operator's function answers."""
        with self._turn, redirect_stdout(StringIO()):
            return operated(operation, **data)

    def organisation(self, slug: str, plan: str) -> dict[str, Any]:
        """Make an organisation with a user of every role and a key of every kind."""
        return make_organisation(self.operate, slug, plan, has_samples=slug == "demo")

    def begin(self) -> None:
        """Make what a platform begins with."""
        self._organisations = {"demo": self.organisation("demo", PLANS["demo"])}
        about = {"name": "BiVelio", "plan": "enterprise", "slug": "platform", "platform": True}
        own = self.operate("create_organisation", about)["id"]
        for environment, kind in DASHBOARD_KEYS.items():
            asked = {"organisation": own, "name": "dashboard", **kind}
            self.dashboard.keys[environment] = self.operate("create_api_key", asked)["key"]

    def call(self, path: str, body: Any = None, *, method: str = "POST", **named: str) -> Answer:
        """Send a request as somebody else would; header names are given with underscores."""
        sent = {name.replace("_", "-"): value for name, value in named.items()}
        text = body.decode() if isinstance(body, bytes) else None if body is None else json.dumps(body)
        return self.answer(method, path, text, sent)

    def answer(self, method: str, address: str, body: str | None, sent: dict[str, str]) -> Answer:
        """The answer to a request: a file of the dashboard, or what a handler says. One at a time."""
        parts = urlsplit(address)
        if sent.get("Host") == self.files.removeprefix("http://"):
            return self.file(address)
        if method == "GET":
            is_dashboard = parts.path.startswith(f"{BASE}/")
            page = self.dashboard.page(parts.path) if is_dashboard else page_for(parts.path, self.docs)
            return Answer(page.status, {"content-type": page.content_type} | lower(page.headers), page.body)
        prefix = next(each for each in STAGES if parts.path.startswith(f"{each}/"))
        query = dict(parse_qsl(parts.query)) or None
        route, stage, number = parts.path.removeprefix(prefix), STAGES[prefix], self._request_id()
        written = StringIO()
        with self._turn:
            with redirect_stdout(written):
                found = gateway.request(route, body or {}, headers=sent, stage=stage, query=query, request_id=number)
            self.work(written.getvalue())
        text = json.dumps(found.body, ensure_ascii=False).replace(FILES, self.files)
        return Answer(found.status, lower(found.headers), text.encode())

    def _request_id(self) -> str:
        return f"00000000-0000-4000-9000-{next(self._requests):012}"

    def work(self, written: str = "") -> None:
        """Let runs move until they wait for somebody, and functions do what is on their queues and in the log."""
        told = [line for line in written.splitlines() if line.startswith('{"message":"request"')]
        with redirect_stdout(StringIO()):
            if told:
                consume(batch(*told, first=next(self._lines)))
            self.states.run()
            for queue, worker in WORKERS.items():
                for message in received(queue):
                    record = {"messageId": "1", "body": json.dumps(message)}
                    assert load(worker).handler({"Records": [record]}, None) == {"batchItemFailures": []}

    @property
    def mails(self) -> list[Mail]:
        """The mails that the platform sent, the oldest first."""
        return self._mails.mails

    def tokens(self, page: str, address: str) -> list[str]:
        """The tokens of the links to a page in the mails to an address, the newest first."""
        mails = [message_from_bytes(mail.content, policy=policy.default) for mail in reversed(self._mails.mails)]
        texts = [mail.get_content() for mail in mails if mail["To"] == address]
        return [token for text in texts for to, token in LINK.findall(text) if to == page]

    def file(self, address: str) -> Answer:
        """A file of the bucket, as its signed address answers it to a page of another origin."""
        parts = urlsplit(address)
        with self._turn:
            found = s3_backends[ACCOUNT]["aws"].get_object(BUCKET, unquote(parts.path).removeprefix("/"))
        assert found is not None, address
        asked = dict(parse_qsl(parts.query))
        told = {
            "access-control-allow-origin": "*",
            "content-type": asked.get("response-content-type") or found.metadata["Content-Type"],
        }
        return Answer(HTTPStatus.OK, told, found.value)


def lower(named: dict[str, str]) -> dict[str, str]:
    """Headers by their lower-case names."""
    return {name.lower(): value for name, value in named.items()}


def _handler(door: FrontDoor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            found = door.answer(self.command, self.path, self.rfile.read(size).decode(), dict(self.headers.items()))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the page went on to another
                self.wfile.write(found.body)

        do_GET = do_POST = _serve  # noqa: N815 - the names of http.server

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def in_process(state: Path, *, dashboard: Path | None = None, docs: Path | None = None) -> Iterator[FrontDoor]:
    """The front door with a demo organisation, until the end.

    Args:
        state: a folder of its own.
        dashboard: the folder of the built dashboard, where it is served.
        docs: the same of the documentation.
    """
    with fresh_table(), MailServer(state, tls="none") as mails, pytest.MonkeyPatch.context() as patched:
        patched.setenv("MAIL_FROM", "bivelio@example.com")
        patched.setenv("MAIL_SERVER", f"{HOST}:{mails.port}")
        create_deployment()
        settings = replace(read_settings({}), state=state)
        door = FrontDoor(settings, mails, dashboard, docs)
        door.begin()
        settings.demo_file.write_text(json.dumps(door.demo()))
        with ThreadingHTTPServer((HOST, 0), _handler(door)) as server:
            server.daemon_threads = True
            at = replace(settings, port=server.server_port)
            door.settings = door.dashboard.settings = door.docs.settings = at
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield door
            finally:
                server.shutdown()
