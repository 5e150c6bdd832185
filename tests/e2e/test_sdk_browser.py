"""The JavaScript SDK on a page of another site (CORS), with a publishable key, which every visitor may read."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.chromium import chromium
from tests.running import Runtime
from tests.sdk.javascript import PACKAGE, built, tool

pytestmark = pytest.mark.e2e

WORK = """
async ({ apiKey, secret, baseUrl }) => {
  const { BiVelio, PermissionDeniedError } = window.sdk;
  const client = new BiVelio({ apiKey, baseUrl });
  const ids = [];
  for await (const workflow of client.workflows.list({ per_page: 1 })) ids.push(workflow.id);
  const { requestId } = await client.workflows.list().withResponse();
  const contacts = await client.contacts.list();
  const refused = await client.invoices.list().catch((error) => error);
  let live = '';
  try { new BiVelio({ apiKey: secret, baseUrl }); } catch (error) { live = error.message; }
  return {
    count: ids.length, isDistinct: new Set(ids).size === ids.length, requestId,
    isDenied: refused instanceof PermissionDeniedError, code: refused.code, reason: refused.details.reason, live,
    contacts: contacts.contacts.length > 0,
  };
}
"""


@contextmanager
def a_site(folder: Path) -> Iterator[str]:
    """A company's own site, at an origin that is not the API's: an empty page."""
    (folder / "index.html").write_text("<!doctype html><title>Empresa ABC</title>", encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page of another site with the SDK as a bundler makes it; an error on it fails the test."""
    built()
    lines = "import * as sdk from '@bivelio/sdk'; window.sdk = sdk;"
    command = [tool("esbuild"), "--bundle", "--minify", "--format=iife", "--target=es2022", "--platform=browser"]
    bundle = subprocess.run(command, input=lines, cwd=PACKAGE, capture_output=True, text=True, check=True).stdout
    faults: list[str] = []
    with a_site(tmp_path) as site, chromium() as browser:
        opened = browser.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(site)
        opened.evaluate(bundle)
        yield opened
    assert faults == []


def test_a_publishable_key_reads_what_it_was_made_for_and_a_live_secret_is_refused(page: Page, platform: Runtime):
    keys = platform.demo()["organisations"]["demo"]["keys"]
    given = {
        "apiKey": keys["test_publishable"],
        "secret": keys["live_secret"],
        "baseUrl": f"{platform.settings.url}/v1",
    }
    assert not page.url.startswith(platform.settings.url)
    found: dict[str, Any] = page.evaluate(WORK, given)
    assert found.pop("requestId")
    assert found.pop("count") > 1
    assert "publishable key" in found.pop("live")
    assert found == {
        "isDistinct": True,
        "isDenied": True,
        "code": "AUTH_INSUFFICIENT_SCOPE",
        "reason": "not_publishable",
        "contacts": True,
    }
