"""The pages for people: complete, well formed, with no dead link, and nothing from anywhere else."""

import json
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bivelio_core.errors import doc_url

from local.layout import GUIDES
from local.pages import page_for
from local.settings import ROOT, read_settings
from tools.subclasses import failures

SETTINGS = read_settings({"PORT": "8080"})
ELSEWHERE = ("http://", "https://", "data:", "mailto:")
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


@cache
def page(path: str) -> Outline:
    """A page that is there."""
    status, content_type, body = page_for(path, SETTINGS)
    assert (status, content_type) == (200, "text/html; charset=utf-8"), path
    return Outline(body.decode())


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/adr", "/search", "/CONTRIBUTING.md", *sorted(OUR_OWN)])
def test_a_page_is_whole_and_its_links_lead_somewhere(path):
    found = page(path)
    assert found.headings.count("h1") == 1
    assert len(found.anchors) == len(set(found.anchors))
    assert [place for place in found.loads if place.startswith(("http:", "https:"))] == []
    for link in (link for link in found.links if not link.startswith(ELSEWHERE) and link != "/health"):
        target, anchor = urldefrag(urljoin(path, link))
        if anchor:
            assert anchor in page(target).anchors, link
        else:
            assert page_for(target, SETTINGS)[0] == 200, link


def test_every_guide_is_on_the_start_page():
    assert {file.stem for file in (ROOT / "docs").glob("*.md")} == set(GUIDES)
    assert set(page("/").links) >= OUR_OWN


def test_the_reference_shows_every_operation_with_its_fields_and_an_example():
    openapi = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    text = page_for("/docs", SETTINGS)[2].decode()
    shown = set(page("/docs").anchors)
    wanted = {item["post"]["operationId"] for item in openapi["paths"].values()}
    assert {name for name in wanted if not name.endswith("_short")} <= shown
    assert {f"event-{name}" for name in openapi["webhooks"]} <= shown
    assert "<code>custom_fields</code>" in text
    assert f"curl &#x27;{SETTINGS.url}/v1/contacts/create&#x27;" in text


def test_what_is_written_in_a_guide_is_shown_as_text():
    assert "<AdminFunction>" not in page_for("/docs/identity.md", SETTINGS)[2].decode()
    assert "&lt;AdminFunction&gt;" in page_for("/docs/identity.md", SETTINGS)[2].decode()


def found(query: str) -> Outline:
    """The page of results for an address's query."""
    return Outline(page_for("/search", SETTINGS, query)[2].decode())


def test_the_search_finds_operations_and_sections_and_leads_to_them():
    assert "/docs#webhooks.rotate_secret" in found("q=rotate_secret").links
    assert "/docs/identity.md#rotating-the-signing-key" in found("q=rotating+key").links
    for link in (link for link in found("q=idempotency").links if link.startswith("/docs")):
        target, anchor = urldefrag(link)
        assert not anchor or anchor in page(target).anchors, link


@pytest.mark.parametrize("query", ["", "q=", "q=nothing+has+this+zzzz", "q=%3Cscript%3E", "q=%FF", "a=b"])
def test_a_search_that_finds_nothing_is_a_page_too(query):
    assert not [link for link in found(query).links if link.startswith("/docs/")]
    assert "<script>alert" not in page_for("/search", SETTINGS, "q=%3Cscript%3Ealert")[2].decode()


def test_each_guide_shows_its_sections_and_the_other_guides():
    links = page("/docs/webhooks.md").links
    assert "#verify-signatures" in links
    assert set(links) >= OUR_OWN


def test_a_guide_names_the_port_in_use():
    text = page_for("/docs/getting-started.md", read_settings({"PORT": "9000"}))[2].decode()
    assert "http://localhost:9000/sandbox/v1" in text
    assert "localhost:8080" not in text


def test_the_licence_is_there_as_text():
    assert page_for("/LICENSE", SETTINGS)[:2] == (200, "text/plain; charset=utf-8")


def test_the_served_document_names_the_running_platform_and_the_sandbox_first():
    settings = read_settings({"PORT": "9123"})
    status, content_type, body = page_for("/openapi.json", settings)
    assert (status, content_type) == (200, "application/json")
    served = json.loads(body)
    assert [server["url"] for server in served["servers"]] == [f"{settings.url}/sandbox/v1", f"{settings.url}/v1"]
    assert settings.url.endswith(":9123")
    assert served["paths"] == json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))["paths"]


@pytest.mark.parametrize("kind", failures(), ids=lambda kind: kind.__name__)
def test_the_page_that_an_error_names_is_there(kind):
    status, _, body = page_for(urlsplit(doc_url(kind.code, f"{SETTINGS.url}/docs")).path, SETTINGS)
    assert status == 200
    assert f'<h1 id="{kind.code.lower()}">{kind.code}</h1>' in body.decode()


def test_a_page_of_an_error_that_does_not_exist_is_missing():
    assert page_for("/docs/errors/nothing", SETTINGS)[0] == 404
