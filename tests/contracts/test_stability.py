"""The states of operations are declared once: openapi.json, the page in each language and the marks follow."""

from pathlib import Path

import pytest
from bivelio_core import providers

from local.layout import GROUPS, USE
from tools.sdk.document import Document
from tools.site.content import mark_of
from tools.site.pages import LANGUAGES, pages
from tools.site.reference import reference
from tools.stability import NAME, PARTS, STATES, file_of, page, part_of
from tools.template import ROOT

pytestmark = pytest.mark.fix("tools/stability.py declares the states; then: make openapi stability")
DOCUMENT = Document()
NAMES = {method.operation for method in DOCUMENT.methods}


def test_each_name_is_an_operation_and_stands_once():
    named = [name for part in PARTS for name in part.operations]
    assert len(named) == len(set(named))
    resources = {f"{method.resource}.*" for method in DOCUMENT.methods}
    assert [name for name in named if name not in NAMES | resources] == []


def test_the_document_says_of_each_operation_what_is_declared():
    for method in DOCUMENT.methods:
        part, described = part_of(method.operation), method.described
        assert described.get("x-stability-level", "stable") == ("beta" if part else "stable"), method.operation
        assert described.get("x-stability-reason") == (part.because["en"] if part else None)
        assert described.get("x-simulated", False) == (part is not None and part.state == "simulated")


def test_every_adapter_to_another_service_is_in_a_part():
    """Whoever adds one says what has answered it; one that was met in earnest leaves its part, and this list."""
    adapters = {file.parent.name for root in providers.__path__ for file in Path(root).glob("*/__init__.py")}
    assert {name for part in PARTS for name in part.providers} == adapters


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_fresh(language):
    assert file_of(NAME, language).read_text(encoding="utf-8") == page(language)


def test_the_pages_name_every_operation_that_is_not_stable():
    for language in LANGUAGES:
        text = page(language)
        for method in DOCUMENT.methods:
            assert (f"`{method.path}`" in text.partition("\n## ")[2]) == (part_of(method.operation) is not None)


def test_the_reference_and_the_guides_show_the_state():
    about = reference(DOCUMENT)
    assert about["messages.send"]["state"]["name"]["ca"] == STATES["simulated"]["ca"]
    assert {name for name, each in about.items() if each["state"]} == {name for name in NAMES if part_of(name)}
    assert {part.guide for part in PARTS} <= set(GROUPS[USE])
    marked = {each.slug for each in pages() if mark_of(each)}
    assert marked == {part.guide for part in PARTS}
    mark = next(mark_of(each) for each in pages() if each.slug == "mcp" and each.language == "en")
    assert "../stability/" in mark
    assert (ROOT / "docs" / "stability.md").exists()
