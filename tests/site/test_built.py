"""The built site: each operation and error has its page, links lead somewhere, pages are small and self-contained."""

import base64
import gzip
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from local.layout import GUIDES
from local.pages import STATUS_TYPES
from tools.sdk.document import Document
from tools.site.pages import LANGUAGES
from tools.site.reference import error_slug

LARGEST_PAGE = 125_000
"""Bytes that are sent for a page, pictures and all, compressed as CloudFront does: a second at 1 Mbit/s."""
LARGEST_INDEX = 125_000
"""Bytes that are sent when the search opens for the first time: a second at 1 Mbit/s, for all planned operations."""
PREFIX = {"en": "", "ca": "ca/", "es": "es/"}
DOCUMENT = Document()


class Outline(HTMLParser):
    """What a page holds: links, anchors, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.loads: list[str] = []
        self.twice: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        about = {name: value or "" for name, value in attrs}
        if about.get("id"):
            self.twice |= {about["id"]} & self.anchors
            self.anchors.add(about["id"])
        if tag == "a" and "href" in about:
            self.links.append(about["href"])
        if tag in {"script", "img", "iframe", "source"} and about.get("src"):
            self.loads.append(about["src"])
        if tag == "link" and about.get("rel") in {"stylesheet", "modulepreload", "icon", "shortcut icon", "preload"}:
            self.loads.append(about["href"])


@cache
def outline(file: Path) -> Outline:
    """A page, read once."""
    return Outline(file.read_text(encoding="utf-8"))


def page_at(site: Path, address: str) -> Path:
    """The file that is served at an address below /docs/."""
    file = site / unquote(address).strip("/")
    return file / "index.html" if file.is_dir() else file


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operation_error_and_guide_has_a_page_in_each_language(site, language):
    wanted = [f"reference{method.path}" for method in DOCUMENT.methods] + list(map(error_slug, DOCUMENT.statuses))
    missing = [each for each in [*wanted, *GUIDES] if not (site / PREFIX[language] / each / "index.html").is_file()]
    assert missing == []


def test_links_and_anchors_lead_somewhere(site):
    dead = []
    for file in site.rglob("*.html"):
        here = f"/docs/{file.relative_to(site).as_posix().removesuffix('index.html')}"
        for link in outline(file).links:
            target, anchor = urldefrag(urljoin(here, link))
            if not target.startswith("/"):
                assert target.startswith(("https://", "http://", "mailto:")), link
                continue
            if target in STATUS_TYPES:
                continue
            found = page_at(site, target.removeprefix("/docs/"))
            if not found.is_file() or (
                anchor and found.suffix == ".html" and unquote(anchor) not in outline(found).anchors
            ):
                dead.append(f"{here}: {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(site):
    for file in site.rglob("*.html"):
        assert [each for each in outline(file).loads if not each.startswith("/docs/")] == [], file
    for file in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""url\(["']?https?:|@import|import\(["']https?:""", text), file


@cache
def sent(file: Path) -> int:
    """Bytes of a file as it is sent."""
    return len(gzip.compress(file.read_bytes()))


def test_pages_are_small_with_all_that_they_load(site):
    large = {}
    for file in site.rglob("*.html"):
        loaded = {page_at(site, each.removeprefix("/docs/")) for each in outline(file).loads}
        size = sum(map(sent, {file, *loaded}))
        if size > LARGEST_PAGE:
            large[str(file.relative_to(site))] = size
    assert large == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_of_a_language_is_small(site, language):
    assert sent(site / f"search-{language}.json") <= LARGEST_INDEX


def test_each_page_names_the_scripts_it_may_run(site):
    for file in [site / "index.html", site / "reference/contacts/create/index.html", site / "404.html"]:
        text = file.read_text(encoding="utf-8")
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"/>', text)
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'sha256-" in policy
        for script in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, script[:80]
        assert not re.search(r'\son\w+="', text)


def test_anchors_are_unique(site):
    assert {str(file): outline(file).twice for file in site.rglob("*.html") if outline(file).twice} == {}


def test_the_types_of_steps_are_shown_with_their_fields(site):
    text = (site / "reference/workflows/create/index.html").read_text(encoding="utf-8")
    steps = DOCUMENT.schemas["CreateWorkflow"]["properties"]["steps"]["items"]
    types = steps.get("discriminator") or DOCUMENT.schemas[steps["$ref"].rpartition("/")[2]]["discriminator"]
    for name in types["mapping"]:
        assert f"<code>{name}</code>" in text
    assert re.search(r'id="request\.steps\.[^"]*\.url"', text)
    assert "WORKFLOW" in (site / "reference/workflows/execute/index.html").read_text(encoding="utf-8")


def test_an_error_page_names_the_operations_that_answer_it(site):
    text = (site / "errors/agent-inactive/index.html").read_text(encoding="utf-8")
    assert 'href="../../reference/agents/invoke/"' in text
    assert "reference/contacts/create" not in text.partition("Operations that answer it")[2].partition("</main>")[0]


def test_the_form_sends_to_the_local_platform(site):
    places = json.loads((site / "console.json").read_text(encoding="utf-8"))
    assert [place["url"] for place in places] == ["/sandbox/v1", "/v1"]
