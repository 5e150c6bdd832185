"""What the site's search knows: the sections of the guides and the operations, with the words of each, once."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from local.layout import GROUPS, USE
from tools.sdk.document import Document
from tools.site.event_words import PAGE
from tools.site.events import SLUG, events
from tools.site.pages import Page
from tools.site.reference import error_slug, sentences, title
from tools.site.texts import translation
from tools.site.words import ERROR_PAGE, SYNONYMS

GUIDE, OPERATION, ERROR, PAPER, EVENT = range(5)
"""Kinds of pages, in the order in which they are shown when they fit equally well."""

_PAPERS = ("adr/", "measurements/", "changelog", "contributing", "security", "readme")
_FOR_OTHERS = frozenset(name for label, names in GROUPS.items() if label != USE for name in names)
"""Pages for who operates the platform or changes its code: after the guides, found by headings and few words more."""

_MOST_WORDS, _MOST_IN_PAPERS = 42, 6
"""How many words of a section are known besides its heading: the index of a language has 90 kB at most, compressed."""

_WORD = re.compile(r"[a-z][a-z0-9_.+-]*[a-z0-9]")
_COMMON = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "but",
        "by",
        "can",
        "could",
        "does",
        "each",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "must",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "own",
        "same",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "two",
        "until",
        "up",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
        "els",
        "les",
        "del",
        "dels",
        "des",
        "per",
        "amb",
        "que",
        "una",
        "uns",
        "quan",
        "com",
        "mes",
        "pel",
        "son",
        "aixo",
        "aquest",
        "aquesta",
        "seva",
        "seu",
        "los",
        "las",
        "con",
        "para",
        "por",
        "unos",
        "cuando",
        "como",
        "mas",
        "esto",
        "este",
        "esta",
    ]
)
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def index(pages: list[Page], document: Document, language: str) -> dict[str, Any]:
    """Return what the search of a language is made from.

    `pages` has `[address, title, kind]`, `sections` `[number of the page, anchor, heading, words]` and, for a section
    that is translated, its English heading: who calls an API often knows the English word only. The pages are those in
    the language and, where there is no translation, the English ones.
    """
    english = {page.slug: page for page in pages if page.language == "en"}
    entries: list[list[Any]] = []
    sections: list[list[Any]] = []
    for page in _in_language(pages, language):
        entries.append([page.slug, page.title, _kind(page)])
        is_paper = _kind(page) == PAPER
        originals = [heading for _, heading, _ in sections_of(english[page.slug])] if page.language != "en" else []
        for at, (anchor, heading, text) in enumerate(sections_of(page)):
            if page.slug == "errors" and heading.isupper():
                continue  # each code has a page of its own
            words = _words(text, but=f"{page.title} {heading}")
            section = [
                len(entries) - 1,
                anchor,
                heading,
                " ".join(words[: _MOST_IN_PAPERS if is_paper else _MOST_WORDS]),
            ]
            sections.append([*section, *originals[at : at + 1]])
    for code in document.statuses:
        entries.append([error_slug(code), code, ERROR])
        statuses = " ".join(map(str, document.statuses[code]))
        sections.append([len(entries) - 1, "", "", f"{code.lower().replace('_', ' ')} error {statuses}"])
        remedy = ERROR_PAGE[language]["remedy"]
        message_words = _words(" ".join(sentences(code, language)), but=code)
        sections.append([len(entries) - 1, slug(remedy), remedy, " ".join(message_words)])
    for method in document.methods:
        name, in_english = title(method, language), title(method)
        entries.append([f"reference{method.path}".rstrip("/"), name, OPERATION])
        text = f"{translation(method.described['summary'], language)} {' '.join(method.fields)}"
        section = [len(entries) - 1, "", method.path, " ".join(_words(text, but=name))]
        sections.append([*section, in_english] if name != in_english else section)
    entries.append([SLUG, PAGE[language]["title"], EVENT])
    sections.append([len(entries) - 1, "", "", " ".join(_words(PAGE[language]["intro"], but=PAGE[language]["title"]))])
    for event in events(document):
        entries.append([event.slug, event.name, EVENT])
        sections.append([len(entries) - 1, "", "", " ".join(_words(event.meaning_in(language), but=event.name))])
    return {"pages": entries, "sections": sections, "synonyms": SYNONYMS, "common": sorted(_COMMON)}


def _in_language(pages: list[Page], language: str) -> list[Page]:
    pages_by_slug = {page.slug: page for page in pages if page.language == "en"}
    pages_by_slug |= {page.slug: page for page in pages if page.language == language}
    return list(pages_by_slug.values())


def _kind(page: Page) -> int:
    return PAPER if page.slug in _FOR_OTHERS or page.slug.startswith(_PAPERS) else GUIDE


def sections_of(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the anchor, heading and text of each part of a page; what stands above all headings has neither of them."""
    anchor, heading, text = "", "", list[str]()
    tokens = _MARKDOWN.parse(page.body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and before.type == "heading_open":
            yield anchor, heading, " ".join(text)
            anchor, heading, text = slug(token.content), _plain(token.content), []
        elif token.type == "inline":
            text.append(_plain(token.content))
    yield anchor, heading, " ".join(text)


def slug(heading: str) -> str:
    """Return the anchor of a heading: lower case, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def folded(text: str) -> str:
    """Return a text in lower case without accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))


def _plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace("*", "")


def _words(text: str, but: str) -> list[str]:
    """Return the words of a text, each once, without those that say nothing and those of its headings."""
    heading_words = set(_WORD.findall(folded(but)))
    text_words = dict.fromkeys(_WORD.findall(folded(text)))
    return [word for word in text_words if len(word) > 2 and word not in _COMMON and word not in heading_words]  # noqa: PLR2004
