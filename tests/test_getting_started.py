"""What docs/getting-started.md has without a package repeats what it should, under one key, and gives up in time."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tools.template import ROOT

PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
NODE = shutil.which("node")
DONE = (
    200,
    {"success": True, "data": {"id": "ct_1", "name": "Maria", "contacts": [], "pagination": {"total_pages": 0}}},
)
BUSY = (429, {"success": False, "error": {"code": "RATE_LIMIT_EXCEEDED", "retryable": True, "retry_after": 0}})
WRONG = (400, {"success": False, "error": {"code": "VALIDATION_ERROR", "retryable": False}})
ENOUGH = 4
LOCAL = ("BIVELIO_BASE_URL", "http://localhost:8080/sandbox/v1")
FIRST_PROGRAMS = (
    *("getting-started", "first-invoice", "first-webhook", "first-import", "first-assistant"),
    *("sdks-python", "sdks-javascript"),
)


def blocks(language: str) -> list[str]:
    """The code of a language, block by block."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@contextmanager
def server(*answers: tuple[int, dict[str, Any] | None]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that gives these answers in turn, and the last one for ever; None closes the connection instead."""
    seen: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append({name.lower(): value for name, value in self.headers.items()})
            status, body = answers[min(len(seen), len(answers)) - 1]
            if body is None:
                self.close_connection = True
                return
            error = {"message": "No.", "request_id": "r-1"} if status >= BUSY[0] or status == WRONG[0] else {}
            text = json.dumps(body | ({"error": body["error"] | error} if error else {})).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}", seen
    finally:
        serving.shutdown()
        serving.server_close()


def run(language: str, url: str) -> subprocess.CompletedProcess[str]:
    """The last block of a language, run as a program; seconds of waiting are milliseconds."""
    (*_, code) = blocks(language)
    command = [sys.executable, "-c", "import time; real = time.sleep; time.sleep = lambda s: real(s / 1000)\n" + code]
    if language == "js":
        command = [NODE or "", "-e", code.replace("1000 *", "")]
    environment = os.environ | {"BIVELIO_BASE_URL": url, "BIVELIO_API_KEY": "bv_test_sk_1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


LANGUAGES = ["python", pytest.param("js", marks=pytest.mark.skipif(NODE is None, reason="Node is not installed"))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "failures", [[], [BUSY], [(0, None)], [BUSY, (0, None), BUSY]], ids=["at-once", "429", "cut", "all"]
)
def test_a_client_repeats_a_request_under_one_key_until_it_is_answered(language, failures):
    with server(*failures, DONE) as (url, seen):
        ended = run(language, url)
    assert (ended.returncode, ended.stdout) == (0, "ct_1 Maria\n"), ended.stderr
    assert len(seen) == len(failures) + 1
    assert len({each["idempotency-key"] for each in seen}) == 1
    assert {each["x-api-key"] for each in seen} == {"bv_test_sk_1"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answer", "requests"), [(WRONG, 1), (BUSY, ENOUGH), ((0, None), ENOUGH)], ids=["400", "429", "cut"]
)
def test_a_client_gives_up_at_once_or_after_four_attempts(language, answer, requests):
    with server(answer) as (url, seen):
        ended = run(language, url)
    assert ended.returncode == 1
    assert len(seen) == requests
    assert answer[1] is None or f"{answer[1]['error']['code']}: No. (request r-1)" in ended.stderr


def test_every_page_exports_one_name_with_one_address_before_its_first_program():
    """Clients, the command line and curl take the same variable: who follows one page can go on with any other."""
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *(ROOT / "site" / "home").rglob("*.md")]
    texts = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in pages}
    exported = {
        name: re.findall(r"^export (BIVELIO_\w*URL)=(http://localhost\S*)", text, re.MULTILINE)
        for name, text in texts.items()
    }
    exported = {name: found for name, found in exported.items() if found}
    assert {pair for found in exported.values() for pair in found} == {LOCAL}
    assert set(exported) >= {f"docs/{language}{page}.md" for language in ("", "ca/", "es/") for page in FIRST_PROGRAMS}
    homes = {page.relative_to(ROOT).as_posix() for page in (ROOT / "site" / "home").rglob("*.md")}
    assert {"README.md", *homes} <= set(exported)
    for name in exported:
        programs = re.search(r"^```(?:python|js)$|^curl ", texts[name], re.MULTILINE)
        assert programs is None or texts[name].index(LOCAL[1]) < programs.start(), name
