"""The requests of all guides in each language of their tabs: run as they are written, they send what the guide says."""

import json
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cli.running import Terminal
from tests.sdk.javascript import folder_with_the_package, run_module
from tools.sdk.document import Document
from tools.sdk.samples import BASE_URL, Call, code_of
from tools.site.content import HOME
from tools.site.pages import pages
from tools.site.tabs import NAMES, REQUEST, call_of, with_tabs

KEY, TOKEN = "bv_test_sk_sample0123456789", "a.b.c"
pytestmark = pytest.mark.fix("The code of calls is written by tools/sdk/samples.py, the tabs by tools/site/tabs.py.")
DOCUMENT = Document()
METHODS = {method.path: method for method in DOCUMENT.methods}
FEWEST = 120
RUN_ALL = """
for (let at = 0; at < count; at++) {
  await import(`./${at}.mjs`).catch((error) => console.error(`${at}: ${error}`));
  await fetch(mark, { method: 'POST', body: '' });
}
"""
Sent = tuple[str, dict[str, str], Any]
"""A path, the query string, and the fields."""


def of_guides() -> dict[str, Call]:
    """The calls of all guides, by the block that shows them; the same block of a translation is one."""
    found: dict[str, Call] = {}
    texts = {page.file: page.text for page in pages()} | {
        str(file): file.read_text("utf-8") for file in HOME.rglob("*.md")
    }
    for name, text in texts.items():
        for path, query, body in REQUEST.findall(text):
            if call := call_of(METHODS, path, query, body):
                found[f"{name}: {path} {body}"] = call
    return found


CALLS = of_guides()


def expected(call: Call) -> Sent:
    """What a call sends, whoever sends it: clients know themselves that they ask for no stream."""
    return (
        call.method.path,
        call.query,
        {name: one for name, one in call.fields.items() if (name, one) != ("stream", False)},
    )


class Recorded:
    """Requests that came, in groups: one for each block."""

    def __init__(self) -> None:
        self.groups: list[list[Sent]] = [[]]

    def take(self, path: str, body: bytes) -> bytes:
        """Note a request, and return the example of its operation's answer. An empty body ends a group."""
        if not body:
            self.groups.append([])
            return b"{}"
        address = urlsplit(path)
        method = METHODS[address.path.removeprefix("/sandbox/v1")]
        document = json.loads(body)
        fields = document if method.is_bare else document["data"]
        self.groups[-1].append((method.path, dict(parse_qsl(address.query)), expected(Call(method, fields, {}))[2]))
        answer = method.described["responses"]["200"]["content"]["application/json"]["example"]
        if method.listing:  # one page is enough
            pagination = answer["data"].get("pagination", {})
            pagination |= {name: 1 for name in ("page", "total_pages") if name in pagination}
            answer["data"] = {**answer["data"], **({"has_more": False} if "has_more" in answer["data"] else {})}
        return json.dumps(answer).encode()


@contextmanager
def recording() -> Iterator[tuple[str, Recorded]]:
    """An API that answers each operation with its example, its address, and what it was sent."""
    recorded = Recorded()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            answer = recorded.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", recorded
        finally:
            server.shutdown()


def unlike(recorded: Recorded) -> list[tuple[str, list[Sent]]]:
    """The blocks that sent something else than they show."""
    assert len(recorded.groups) == len(CALLS) + 1
    return [
        (block, sent)
        for (block, call), sent in zip(CALLS.items(), recorded.groups, strict=False)
        if sent != [expected(call)]
    ]


def test_the_guides_have_their_requests_behind_tabs():
    assert len(CALLS) >= FEWEST
    page = next(one for one in pages() if one.slug == "contacts")
    shown = with_tabs(page.body, DOCUMENT, "en")
    assert "POST /v1/" not in shown
    assert shown.count('role="tablist"') * len(NAMES) == shown.count('role="tabpanel"') > 0


def test_python_sends_what_the_guide_says(monkeypatch: pytest.MonkeyPatch):
    with recording() as (url, recorded):
        for name, value in {"API_KEY": KEY, "ACCESS_TOKEN": TOKEN, "BASE_URL": f"{url}/sandbox/v1"}.items():
            monkeypatch.setenv(f"BIVELIO_{name}", value)
        for call in CALLS.values():
            found: dict[str, Any] = {}
            exec(code_of(call)["python"], found)  # noqa: S102 - the lines themselves
            found["client"].close()
            recorded.take("", b"")
    assert unlike(recorded) == []


def test_javascript_sends_what_the_guide_says(tmp_path: Path):
    folder_with_the_package(tmp_path)
    for at, call in enumerate(CALLS.values()):
        (tmp_path / f"{at}.mjs").write_text(code_of(call)["javascript"])
    with recording() as (url, recorded):
        environment = {"BIVELIO_API_KEY": KEY, "BIVELIO_ACCESS_TOKEN": TOKEN, "BIVELIO_BASE_URL": f"{url}/sandbox/v1"}
        run_module(f"const count = {len(CALLS)}, mark = '{url}';{RUN_ALL}", tmp_path, **environment)
    assert unlike(recorded) == []


def test_the_command_line_sends_what_the_guide_says(tmp_path: Path):
    with recording() as (url, recorded):
        terminal = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": f"{url}/sandbox/v1"})
        failed = []
        for call in CALLS.values():
            program, *words = shlex.split(code_of(call)["cli"].replace("\\\n", ""))
            assert program == "bivelio"
            ended = terminal(*words)
            failed += [(words, ended.output)] if ended.exit_code else []
            recorded.take("", b"")
    assert failed == []
    assert unlike(recorded) == []


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_curl_sends_what_the_guide_says():
    with recording() as (url, recorded):
        lines = [
            f"{code_of(call)['curl']} -s >/dev/null\ncurl -s -X POST -H 'Content-Length: 0' {url}"
            for call in CALLS.values()
        ]
        program = "\n".join(lines).replace(BASE_URL, f"{url}/sandbox/v1")
        environment = {"BIVELIO_API_KEY": KEY, "BIVELIO_ACCESS_TOKEN": TOKEN, "PATH": "/usr/bin:/bin"}
        subprocess.run(["/bin/sh", "-e"], input=program, env=environment, text=True, check=True, capture_output=True)
    assert unlike(recorded) == []
