"""Writes what Astro makes the site from: pages, menu, operations, search; and the files for programs."""

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

from local.layout import GROUPS
from tools.connect import bruno
from tools.openapi import FILE as OPENAPI
from tools.sdk.document import Document
from tools.site import changelog, feed
from tools.site.event_words import PAGE
from tools.site.events import SLUG, event_pages
from tools.site.machines import full_text, index_text, postman
from tools.site.pages import LANGUAGES, Links, Page, front_matter, pages
from tools.site.reference import error_pages, reference, remedies, title, words
from tools.site.search import index, slug
from tools.site.tabs import with_tabs
from tools.site.texts import TRANSLATED
from tools.site.words import RESOURCES, menu
from tools.stability import PARTS, STATES
from tools.template import ROOT

HOME = ROOT / "site" / "home"
_CODE_BLOCK = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_FIRST = ("getting-started", "concepts", "errors", "webhooks")


def write(folder: Path) -> None:
    """Write everything into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    document, all_pages = Document(), pages()
    links = Links(all_pages)
    english = {page.slug: page for page in all_pages if page.language == "en"}
    for page in all_pages:
        text = with_tabs(_page(page, english[page.slug], links), document, page.language)
        _write(folder / "pages" / f"{page.address}.md", text)
    for address, text in (*error_pages(document), *event_pages(document)):
        _write(folder / "pages" / f"{address}.md", text)
    for name, label in (("adr", "Architecture decisions"), ("measurements", "Measurements")):
        _write(
            folder / "pages" / f"{name}.md",
            _contents(label, [page for page in all_pages if page.slug.startswith(f"{name}/")]),
        )
    for language in LANGUAGES:
        address = "index.md" if language == "en" else f"{language}/index.md"
        _write(folder / "pages" / address, with_tabs((HOME / address).read_text("utf-8"), document, language))
    operations = reference(document)
    _write(folder / "sidebar.json", json.dumps(_menu(document)))
    _write(folder / "operations.json", json.dumps(operations, ensure_ascii=False))
    _write(folder / "words.json", json.dumps(words(document), ensure_ascii=False))
    _write(folder / "remedies.json", json.dumps(remedies(document), ensure_ascii=False))
    _write(folder / "resources.json", json.dumps(RESOURCES, ensure_ascii=False))
    _write_public(folder / "public", document, all_pages, links)


def _write_public(folder: Path, document: Document, all_pages: tuple[Page, ...], links: Links) -> None:
    """Write the files that are served as they are."""
    links.files["openapi.json"] = OPENAPI
    for address, file in links.files.items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / address)
    for language in LANGUAGES:
        search_index = index(list(all_pages), document, language)
        _write(folder / f"search-{language}.json", json.dumps(search_index, ensure_ascii=False, separators=(",", ":")))
    source = next(page for page in all_pages if page.file == changelog.FILE)
    _write(folder / feed.FILE, feed.feed((ROOT / changelog.FILE).read_text(encoding="utf-8"), source, links))
    _write(folder / "llms.txt", index_text(all_pages, document))
    _write(folder / "llms-full.txt", full_text(all_pages, document))
    collection = postman(document)
    _write(folder / "postman.json", json.dumps(collection, ensure_ascii=False, indent=2))
    (folder / "bruno.zip").write_bytes(bruno.archive(collection))
    shutil.copy(ROOT / "site" / "favicon.svg", folder / "favicon.svg")


def _page(page: Page, english: Page, links: Links) -> str:
    about: dict[str, Any] = {"title": page.title, "description": page.description, "editUrl": False}
    text = links.rewritten(page)
    return front_matter(**about) + mark_of(page) + (text if page is english else anchored(text, english.body))


def mark_of(page: Page) -> str:
    """Return the line above a guide of a part that is not stable, with its reasons; nothing above other pages."""
    lines = [
        f'<p class="state not-content"><a href="../stability/">{STATES[part.state][page.language]}</a> '
        f"{part.because[page.language]}</p>\n\n"
        for part in PARTS
        if part.guide == page.slug
    ]
    return "".join(lines)


def anchored(text: str, english: str) -> str:
    """Return a translation with the English anchor before each heading, to which untranslated pages link."""
    anchors = iter([slug(heading) for heading in _HEADING.findall(_CODE_BLOCK.sub("", english))])

    def heading(match: re.Match[str]) -> str:
        anchor = next(anchors)
        return match[0] if slug(match[1]) == anchor else f'<span id="{anchor}"></span>\n\n{match[0]}'

    parts = _CODE_BLOCK.split(text)
    return "".join(part if part.startswith("```") else _HEADING.sub(heading, part) for part in parts)


def _contents(label: str, section_pages: list[Page]) -> str:
    lines = [f"* [{page.title}](./{page.slug.partition('/')[2]}/)" for page in section_pages]
    return front_matter(title=label, description=f"{label}, by number.", editUrl=False) + "\n".join(lines) + "\n"


def _menu(document: Document) -> list[dict[str, Any]]:
    """Return the menu in Starlight's form."""
    by_resource: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for method in document.methods:
        titles = {language: title(method, language) for language in TRANSLATED}
        entry = {"label": title(method), "translations": titles, "link": f"/reference{method.path}/"}
        by_resource[method.resource].append(entry)
    resources = [
        {
            "label": RESOURCES[name]["en"],
            "translations": {language: RESOURCES[name][language] for language in TRANSLATED},
            "collapsed": True,
            "items": by_resource[name],
        }
        for name in sorted(document.resources)
    ]
    groups = {label: [name for name in names if name not in _FIRST] for label, names in GROUPS.items()}
    use, *others = groups
    names = {language: PAGE[language]["title"] for language in TRANSLATED}
    explorer = {"link": f"/{SLUG}/", "label": PAGE["en"]["title"], "translations": names}
    papers = [{"slug": "adr", **menu("Architecture decisions")}, {"slug": "measurements", **menu("Measurements")}]
    return [
        {**menu("Start"), "items": [*({"slug": name} for name in _FIRST), explorer]},
        {
            **menu("API reference"),
            "collapsed": True,
            "items": [{**menu("All operations"), "link": "/reference/"}, *resources],
        },
        {**menu(use), "collapsed": True, "items": [{"slug": name} for name in groups[use]]},
        *(
            {**menu(label), "collapsed": True, "items": [{"slug": name} for name in groups[label]]}
            for label in others[:-1]
        ),
        {
            **menu(others[-1]),
            "collapsed": True,
            "items": [{"slug": "contributing"}, *({"slug": name} for name in groups[others[-1]]), *papers],
        },
        {"slug": "changelog", **menu("Changelog")},
        {"link": "/status/", **menu("Status")},
    ]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
