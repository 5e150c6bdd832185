"""The front door's search: finds sections of the guides and operations of the API that have all words of a query."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from local.guides import DOCS, Section, sections, title_of
from local.layout import GUIDES, document
from local.settings import ROOT

_MOST = 30
_AROUND = 90
_IN_TITLE = 20
_OFTEN_ENOUGH = 5


@dataclass(frozen=True)
class Place:
    """A place that can be found: its link, its title, and the text that is searched."""

    link: str
    title: str
    text: str


def results(query: str) -> str:
    """Return the page of results."""
    words = _folded(query).split()
    found = sorted((place for place in _places() if _matches(place, words)), key=lambda place: -_rank(place, words))
    shown = "\n".join(
        f'<li><a href="{escape(place.link)}">{escape(place.title)}</a><br>'
        f'<span class="quiet">{_excerpt(place.text, words)}</span></li>'
        for place in found[:_MOST]
    )
    told = f"{len(found)} found" if words else "Type a word or two in the box above."
    more = f", the best {_MOST} are shown" if len(found) > _MOST else ""
    return document(
        f"Search: {query}",
        f'<main id="content"><h1>Search</h1><p>{told}{more}</p><ul class="results">{shown}</ul></main>',
        query=query,
    )


def _places() -> Iterator[Place]:
    openapi = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    for path, item in openapi["paths"].items():
        about = item["post"]
        if not about["operationId"].endswith("_short"):
            text = f"{about['summary']} {about['description']} Fields: {_fields(about)}".replace("`", "")
            yield Place(f"/docs#{about['operationId']}", f"POST {path}", text)
    for file in [*(DOCS / f"{name}.md" for name in GUIDES), *sorted((DOCS / "adr").glob("*.md"))]:
        page = title_of(file)
        for section in sections(file):
            yield Place(_link(file.relative_to(ROOT).as_posix(), section), _title(page, section), section.text)


def _fields(about: dict[str, Any]) -> str:
    """Return the field names of an operation's example request."""
    example = json.dumps(about["requestBody"]["content"]["application/json"]["example"])
    return ", ".join(dict.fromkeys(re.findall(r'"(\w+)":', example)))


def _link(path: str, section: Section) -> str:
    return f"/{path}" if section.level == 1 else f"/{path}#{section.anchor}"


def _title(page: str, section: Section) -> str:
    return page if section.level == 1 else f"{page}: {section.title}"


def _folded(text: str) -> str:
    """Normalise a text for comparison: lower case, without accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))


def _matches(place: Place, words: list[str]) -> bool:
    text = _folded(f"{place.title} {place.text}")
    return bool(words) and all(word in text for word in words)


def _rank(place: Place, words: list[str]) -> int:
    title, text = _folded(place.title), _folded(place.text)
    return sum(_IN_TITLE * (word in title) + min(text.count(word), _OFTEN_ENOUGH) for word in words)


def _excerpt(text: str, words: list[str]) -> str:
    """Return the text around the first word found, with the words highlighted."""
    flat = " ".join(text.split())
    at = min((place for place in (flat.lower().find(word) for word in words) if place >= 0), default=0)
    start, end = max(0, at - _AROUND), at + 2 * _AROUND
    cut = ("… " if start else "") + flat[start:end] + (" …" if end < len(flat) else "")
    marks = "|".join(re.escape(word) for word in words)
    return "".join(
        f"<mark>{escape(part)}</mark>" if index % 2 else escape(part)
        for index, part in enumerate(re.split(f"({marks})", cut, flags=re.IGNORECASE))
    )
