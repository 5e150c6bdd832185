"""The pages for people: the start page, the site when it is built, and what can be read while it is not."""

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bivelio_core.errors import doc_url

from local.built import Page
from local.docs_site import DocsSite
from local.layout import GUIDES
from local.pages import page_for
from local.settings import ROOT, read_settings
from tests.running import until
from tools.subclasses import failures

SETTINGS = read_settings({"PORT": "8080"})
ELSEWHERE = ("http://", "https://", "data:", "mailto:", "/app/")
VOID = {"meta", "link", "br", "img", "hr", "input"}
OUR_OWN = {f"/docs/{name}.md" for name in GUIDES}


class Outline(HTMLParser):
    """What a page holds: links, anchors, and what it would load. Raises AssertionError for tags out of place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.loads: list[str] = []
        self.headings: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        about = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if about.get("id"):
            self.anchors.append(about["id"] or "")
        if tag == "a":
            self.links.append(about["href"] or "")
        if tag in {"script", "img", "iframe", "link"}:
            self.loads.append(about.get("src") or about.get("href") or "")
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that a tag ends."""
        assert tag in VOID or self._open.pop() == tag


def unbuilt(step: str = "installing Node", failure: str | None = None) -> DocsSite:
    """A runtime whose site is being built, and takes its time."""
    return DocsSite(SETTINGS, step=step, failure=failure)


def plain(path: str) -> Page:
    """What a path answers while the site is not built, after its redirects."""
    found = page_for(path, unbuilt())
    return plain(urldefrag(found.headers["Location"])[0]) if found.status == 307 else found


@cache
def page(path: str) -> Outline:
    """A page that is there while the site is not."""
    found = plain(path)
    assert (found.status, found.content_type) == (200, "text/html; charset=utf-8"), path
    return Outline(found.body.decode())


@pytest.mark.parametrize("path", ["/", "/docs/", "/docs/adr", "/CONTRIBUTING.md", *sorted(OUR_OWN)])
def test_a_plain_page_is_whole_and_its_links_lead_somewhere(path):
    found = page(path)
    assert found.headings.count("h1") == 1
    assert len(found.anchors) == len(set(found.anchors))
    assert [place for place in found.loads if place.startswith(("http:", "https:"))] == []
    for link in (link for link in found.links if not link.startswith(ELSEWHERE) and link != "/health"):
        target, anchor = urldefrag(urljoin(path, link))
        if anchor:
            assert anchor in page(target).anchors, link
        else:
            assert plain(target).status == 200, link


def test_every_guide_is_among_the_groups_and_on_the_page_that_stands_for_the_site():
    assert {file.stem for file in (ROOT / "docs").glob("*.md")} == set(GUIDES)
    assert set(page("/docs/").links) >= OUR_OWN


def test_while_the_site_is_built_its_pages_say_so_and_its_addresses_lead_to_plain_guides():
    building = unbuilt(step="building the pages")
    assert re.search(rb"is being built: building the pages, for \d+ s", page_for("/docs/", building).body)
    assert b'http-equiv="refresh"' in page_for("/docs/reference/contacts/create/", building).body
    assert page_for("/docs", building).headers["Location"] == "/docs/"
    assert page_for("/docs/webhooks/", building).headers["Location"] == "/docs/webhooks.md"
    assert b"is being built" in page_for("/docs/webhooks.md", building).body


def test_a_site_that_cannot_be_built_says_why_and_is_not_waited_for():
    failed = page_for("/docs/", unbuilt(failure="npm could not install the packages: <no network>"))
    assert b"could not be built: npm could not install the packages: &lt;no network&gt;" in failed.body
    assert b"refresh" not in failed.body
    assert b"/docs/getting-started.md" in failed.body


@pytest.fixture
def site(tmp_path: Path) -> DocsSite:
    """A runtime at port 9000 with a small site."""
    for name, text in {
        "index.html": "curl http://localhost:8080/v1",
        "404.html": "not found",
        "ca/404/index.html": "no trobada",
        "es/404/index.html": "no encontrada",
        "webhooks/index.html": "webhooks",
        "webhooks.md": "# Webhooks at http://localhost:8080",
        "_astro/page.js": "1",
        "console.json": '[{"label": "Sandbox", "url": "/sandbox/v1", "keys": {}}]',
    }.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "demo.json").write_text(
        '{"organisations": {"demo": {"keys": {"test_secret": "bv_test_sk_1", "live_secret": "bv_live_sk_1"}}}}', "utf-8"
    )
    return DocsSite(replace(read_settings({"PORT": "9000"}), state=tmp_path), folder=tmp_path / "site")


def test_the_built_site_is_served_with_the_port_in_use(site):
    assert page_for("/docs/", site).body == b"curl http://localhost:9000/v1"
    assert page_for("/docs/webhooks/", site).body == b"webhooks"
    assert page_for("/docs/webhooks", site).headers["Location"] == "/docs/webhooks/"
    assert page_for("/docs/webhooks.md", site).content_type == "text/markdown; charset=utf-8"
    assert page_for("/docs/nothing/", site).status == 404
    assert "immutable" in page_for("/docs/_astro/page.js", site).headers["Cache-Control"]
    assert page_for("/docs/", site).headers["Content-Security-Policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("path", "text"),
    [("/docs/cap/", b"not found"), ("/docs/ca/cap", b"no trobada"), ("/docs/es/a/b.png", b"no encontrada")],
)
def test_an_address_without_a_page_is_answered_in_its_language(site, path, text):
    found = page_for(path, site)
    assert (found.status, found.body) == (404, text)


@pytest.mark.parametrize("path", ["/docs/../secret.txt", "/docs//../secret.txt", "/docs/webhooks/../../secret.txt"])
def test_nothing_outside_the_site_is_served(site, path):
    assert b"secret" not in page_for(path, site).body


def test_the_form_gets_the_demo_keys_of_its_environment_only(site):
    found = page_for("/docs/console.json", site)
    assert b"bv_test_sk_1" in found.body
    assert b"bv_live" not in found.body
    assert found.headers["Cache-Control"] == "no-store"


def test_what_is_written_in_a_guide_is_shown_as_text():
    text = plain("/docs/identity.md").body
    assert b"<AdminFunction>" not in text
    assert b"&lt;AdminFunction&gt;" in text


def test_a_plain_guide_names_the_port_in_use():
    text = page_for("/docs/getting-started.md", DocsSite(read_settings({"PORT": "9000"}))).body
    assert b"http://localhost:9000/sandbox/v1" in text
    assert b"localhost:8080" not in text


def test_the_licence_is_there_as_text():
    found = page_for("/LICENSE", unbuilt())
    assert (found.status, found.content_type) == (200, "text/plain; charset=utf-8")


def test_the_served_document_names_the_running_platform_and_the_sandbox_first():
    settings = read_settings({"PORT": "9123"})
    found = page_for("/openapi.json", DocsSite(settings))
    assert (found.status, found.content_type) == (200, "application/json")
    assert page_for("/docs/openapi.json", DocsSite(settings)) == found
    served = json.loads(found.body)
    assert [server["url"] for server in served["servers"]] == [f"{settings.url}/sandbox/v1", f"{settings.url}/v1"]
    assert settings.url.endswith(":9123")
    assert served["paths"] == json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))["paths"]


@pytest.mark.parametrize("kind", failures(), ids=lambda kind: kind.__name__)
def test_the_page_that_an_error_names_is_there_without_the_site_too(kind):
    found = page_for(urlsplit(doc_url(kind.code, f"{SETTINGS.url}/docs")).path, unbuilt())
    assert found.status == 200
    assert f'<h1 id="{kind.code.lower()}">{kind.code}</h1>' in found.body.decode()


def test_a_page_of_an_error_that_does_not_exist_is_missing():
    assert page_for("/docs/errors/nothing", unbuilt()).status == 404


@pytest.mark.parametrize("name", ["\x00", "a\x00.md", "a" * 300, "/".join(["a" * 200] * 30), "..\x00/secret.txt"])
def test_a_name_that_no_file_can_have_is_missing_with_the_site_and_without(name, site):
    for path in (f"/{name}", f"/docs/{name}", f"/docs/{name}/"):
        assert page_for(path, site).status == 404, path
        assert page_for(path, unbuilt()).status == 404, path


def test_a_failed_build_is_told_in_the_terminal_and_tried_again_when_somebody_looks(tmp_path, monkeypatch, capsys):
    builder = tmp_path / "failing_builder.py"
    builder.write_text("import sys; sys.exit('no registry answers')", encoding="utf-8")
    monkeypatch.setattr(DocsSite, "module", "failing_builder")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    site = DocsSite(replace(SETTINGS, state=tmp_path, cache=tmp_path / "cache"))
    site._build()
    assert "The documentation could not be built: no registry answers" in capsys.readouterr().out
    assert b"no registry answers" in page_for("/docs/", site).body
    assert site.failure, "it is not tried again at once: a page loads many files"
    builder.write_text(f"print({str(tmp_path)!r})", encoding="utf-8")
    monkeypatch.setattr("local.built.RETRY_SECONDS", 0)
    page_for("/docs/", site)
    until(lambda: site.folder == tmp_path)
    until(lambda: f"The documentation is at {SETTINGS.url}/docs/ (built in" in capsys.readouterr().out)
