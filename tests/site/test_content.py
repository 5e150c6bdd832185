"""What is made from docs/ and openapi.json, before Node is asked: links, code, search, files for programs."""

import ast
import asyncio
import json
import os
import re
import shutil
import subprocess
from typing import Any

import httpx
import pytest
from bivelio import AsyncBiVelio, BiVelio

from local.layout import GUIDES
from tools.sdk.document import Document, Method
from tools.sdk.samples import example, samples
from tools.site.content import anchored
from tools.site.machines import full_text, index_text, postman
from tools.site.pages import Links, Page, pages, relative
from tools.site.reference import error_slug, reference, title
from tools.site.search import GUIDE, PAPER, folded, index
from tools.site.texts import TRANSLATED, english, missing, translation, translations, unused
from tools.site.words import SYNONYMS
from tools.translations import blocks, hashes, outdated, recorded

DOCUMENT = Document()
METHODS = DOCUMENT.methods
LONGEST_TITLE = 65
ids = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.operation)


class Recorder(httpx.BaseTransport):
    """Takes the request that a client sends, and answers with the operation's example."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Keep the request."""
        self.sent.append(request)
        answer = dict(self.method.described["responses"]["200"]["content"]["application/json"]["example"])
        return httpx.Response(200, json=answer)


@ids
def test_the_python_code_sends_the_example(method, monkeypatch):
    monkeypatch.setenv("BIVELIO_ACCESS_TOKEN", "token")
    recorder = Recorder(method)

    def client(**_credential: str) -> BiVelio:
        return BiVelio(api_key="bv_test_sk_example", http_client=httpx.Client(transport=recorder))

    lines = ast.parse(samples(method)["python"])
    first_call_only = [line for line in lines.body if not isinstance(line, ast.For | ast.ImportFrom | ast.Import)]
    loops = [line for line in lines.body if isinstance(line, ast.For)]
    calls = [ast.Expr(loop.iter) for loop in loops]
    program = ast.fix_missing_locations(ast.Module([*first_call_only, *calls], []))
    exec(compile(program, method.operation, "exec"), {"BiVelio": client, "os": os, "print": lambda *_: None})  # noqa: S102
    (request,) = recorder.sent
    body = json.loads(request.content)
    sent = body if method.is_bare else body["data"]
    assert {"stream": False} | sent == {"stream": False} | example(method)
    assert request.url.path.endswith(method.path)


@ids
def test_the_curl_line_sends_the_example(method):
    if (shell := shutil.which("sh")) is None:
        pytest.skip("there is no shell")
    line = samples(method)["curl"].replace("curl ", "printf '%s\\n' ", 1)
    printed = subprocess.run([shell, "-c", line], capture_output=True, text=True, check=True).stdout
    body = json.loads(printed.partition("\n-d\n")[2])
    assert (body if method.is_bare else body["data"]) == example(method)


def test_links_lead_from_page_to_page_and_stay_in_the_language():
    known = pages()
    links = Links(known)
    text = {page.address: links.rewritten(page) for page in known}
    assert "](../errors/" in text["getting-started"]
    assert "](/docs/openapi.json)" in text["getting-started"]
    assert "](../../measurements/invoices-pdf/)" in text["adr/0037-documents-of-an-invoice-from-one-value"]
    assert ".md" not in "".join(part for part in text["getting-started"].split("](")[1:] if part.startswith(".."))
    assert relative("adr/0001-x", "webhooks") == "../../webhooks/"


def test_a_link_to_nothing_is_an_error():
    page = Page("docs/webhooks.md", "webhooks")
    page.__dict__["text"] = "# Title\n\n[here](nothing.md)\n"
    with pytest.raises(ValueError, match=r"docs/webhooks\.md links to docs/nothing\.md"):
        Links(pages()).rewritten(page)


def test_code_in_a_page_is_not_taken_for_a_link():
    page = Page("docs/webhooks.md", "webhooks")
    page.__dict__["text"] = "# Title\n\n`[a](b.md)`\n\n```\n[a](b.md)\n```\n"
    assert Links(pages()).rewritten(page).count("[a](b.md)") == 2


def test_each_operation_has_a_title_of_its_own_that_fits_a_menu():
    titles = [title(method) for method in METHODS]
    assert {each for each in titles if titles.count(each) > 1} == set()
    assert [each for each in titles if len(each) > LONGEST_TITLE or re.search(r"[;:(]", each)] == []


def test_nearly_all_titles_and_summaries_are_translated():
    """A new operation may wait for its translation, which `make translations` lists; the menu as a whole may not."""
    for language in TRANSLATED:
        texts = [*map(title, METHODS), *(method.described["summary"] for method in METHODS)]
        waiting = [text for text in texts if translation(text, language) == text]
        assert len(waiting) <= len(texts) / 20, waiting


def test_a_translation_leaves_code_and_numbers_as_they_are():
    wrong = [
        f"{language}: {text} | {told}"
        for language in TRANSLATED
        for text, told in translations(language).items()
        for pattern in (r"`[^`]+`", r"\d+")
        if sorted(re.findall(pattern, text)) != sorted(re.findall(pattern, told))
    ]
    assert wrong == []


def test_a_text_that_changes_shows_english_and_is_listed(tmp_path):
    known = english(DOCUMENT)
    changed = {"Create a contact, newly translation.": "contacts.create", **known}
    assert "Create a contact, newly translation." in missing("ca", changed)
    assert translation("Create a contact, newly translation.", "ca") == "Create a contact, newly translation."
    without = {text: place for text, place in known.items() if text != "Create a contact."}
    assert unused("ca", without) == ["Create a contact."]
    assert unused("ca", known) == []


def test_each_operation_has_code_and_the_codes_of_its_errors():
    about = reference(DOCUMENT)
    assert about.keys() == {method.operation for method in METHODS}
    assert all(each["samples"].keys() == {"python", "javascript", "cli", "curl"} for each in about.values())
    assert "WORKFLOW_ALREADY_RUNNING" in about["workflows.execute"]["codes"]["409"]
    assert "WORKFLOW_ALREADY_RUNNING" not in about["contacts.update"]["codes"]["409"]
    assert error_slug("RESOURCE_NOT_FOUND") == "errors/resource-not-found"


def test_a_translated_section_is_found_by_its_english_heading():
    english, catalan = index(list(pages()), DOCUMENT, "en"), index(list(pages()), DOCUMENT, "ca")
    assert all(len(section) == 4 for section in english["sections"])
    assert ["idempotència", "Idempotència", "Idempotency"] in [
        [section[1], section[2], *section[4:]] for section in catalan["sections"]
    ]


def test_the_search_knows_every_guide_and_operation():
    for language in ("en", "ca", "es"):
        found = index(list(pages()), DOCUMENT, language)
        slugs = {slug for slug, _, _ in found["pages"]}
        assert slugs >= set(GUIDES)
        assert slugs >= {f"reference{method.path}" for method in METHODS}
    assert all(folded(word) == word for words in SYNONYMS.values() for word in words)


def test_pages_for_operators_and_contributors_are_told_from_guides():
    kinds = {address: kind for address, _, kind in index(list(pages()), DOCUMENT, "ca")["pages"]}
    assert {kinds[name] for name in ("deployment", "runbooks", "data-model", "contributing", "changelog")} == {PAPER}
    assert {kinds[name] for name in ("identity", "oauth", "webhooks", "getting-started", "event-types")} == {GUIDE}


def test_files_for_programs_name_every_operation():
    known = pages()
    lines, full = index_text(known, DOCUMENT), full_text(known, DOCUMENT)
    collection = postman(DOCUMENT)
    items = [item for folder in collection["item"] for item in folder["item"]]
    assert len(items) == len(METHODS)
    for method in METHODS:
        assert f"POST {method.path}]" in lines
        assert f"# POST {method.path}\n" in full
    assert all(json.loads(item["request"]["body"]["raw"]) is not None for item in items)


def test_the_asynchronous_client_has_the_same_methods():
    async def names() -> set[str]:
        async with AsyncBiVelio(api_key="bv_test_sk_example") as client:
            return {each.operation for each in METHODS if hasattr(getattr(client, each.resource), each.name)}

    found: Any = asyncio.run(names())
    assert found == {method.operation for method in METHODS}


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.file.startswith(("docs/ca/", "docs/es/"))], ids=lambda page: page.file
)
def test_a_translation_says_what_its_english_page_says(page):
    """Headings, rows of tables and code blocks: the same number, and the code itself is the same."""
    english = Page(f"docs/{page.slug}.md", page.slug)
    code = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
    assert code.findall(page.text) == code.findall(english.text)
    for pattern in (r"^#+ ", r"^\| "):
        found = [re.findall(pattern, code.sub("", each.text), re.MULTILINE) for each in (page, english)]
        assert found[0] == found[1], pattern


def test_what_changed_in_english_was_translated():
    assert outdated(recorded()) == [], "bring docs/ca and docs/es up to date, then: make translations"


def test_a_changed_row_and_a_new_paragraph_are_seen():
    translated = {page: list(hashes(page)) for page in recorded()}
    (told,) = outdated(translated | {"concepts": translated["concepts"][1:]})
    assert told.startswith("docs/concepts.md says anew: ")
    assert list(blocks("# A\n\nB\nC\n\n| D |\n| E |\n\n```sh\nno\n```\n")) == ["# A", "B\nC", "| D |", "| E |"]


def test_a_translation_has_the_anchors_of_its_english_page_too():
    english = "## Retries\n\n```sh\n# a comment\n```\n\n### Node\n"
    text = "## Reintents\n\n```sh\n# a comment\n```\n\n### Node\n"
    assert anchored(text, english) == f'<span id="retries"></span>\n\n{text}'
