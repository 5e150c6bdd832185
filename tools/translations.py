"""What the translated guides were translated from, and what the reference lacks: `make translations`.

docs/translations.json has, by page, a hash of each block of English that its translations say: a paragraph, a list,
a row of a table. A test compares it with the pages, so that a change of English alone is seen.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tools.sdk.document import Document
from tools.site.texts import TRANSLATED, english, missing, unused, write
from tools.template import ROOT

DOCS = ROOT / "docs"
RECORD = DOCS / "translations.json"
MOST_TOLD = 40
"""Texts without a translation that are listed one by one."""

GENERATED = frozenset({"errors", "event-types", "expressions", "workflow-gallery"})
"""Pages that are made from the code, in each language."""

_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def pages() -> tuple[str, ...]:
    """Return the names of the translated guides."""
    return tuple(sorted({file.stem for file in DOCS.glob("??/*.md")} - GENERATED))


def blocks(text: str) -> Iterator[str]:
    """Yield the blocks of a page that people read: paragraphs and lists, and the rows of tables; no code."""
    for block in re.split(r"\n\s*\n", _CODE.sub("\n", text).strip()):
        yield from block.split("\n") if block.startswith("|") else [block]


def hashes(page: str) -> dict[str, str]:
    """Return the blocks of an English page by their hash."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    return {hashlib.sha256(block.encode()).hexdigest()[:12]: block for block in blocks(text)}


def outdated(recorded: dict[str, list[str]]) -> list[str]:
    """Return what English says that no translation was made of, and what was translated and is gone."""
    sentences = []
    for page in pages():
        now, before = hashes(page), recorded.get(page, [])
        sentences += [f"docs/{page}.md says anew: {text[:100]}" for key, text in now.items() if key not in before]
        sentences += [f"docs/{page}.md no longer says {key}" for key in before if key not in now]
    return sentences


def recorded(file: Path = RECORD) -> dict[str, list[str]]:
    """Return what was recorded: the hashes of each page."""
    record: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return record


def untranslated() -> list[str]:
    """Put the files of the reference's texts in order, and return what they lack and what no page says any more."""
    places = english(Document())
    lines = []
    for language in TRANSLATED:
        write(language, places)
        lacks, spare = missing(language, places), unused(language, places)
        lines.append(f"site/texts/{language}.po: {len(places) - len(lacks)} of {len(places)} texts of the reference")
        lines += [f"  {places[text]} has no translation: {text}" for text in lacks[:MOST_TOLD]]
        lines += [f"  and {len(lacks) - MOST_TOLD} more"] if len(lacks) > MOST_TOLD else []
        lines += [f"  no page says any more: {text}" for text in spare]
    return lines


def main() -> None:
    """Record the English pages as they are, and print what the reference lacks, which fails nothing."""
    print("\n".join(untranslated()))
    RECORD.write_text(json.dumps({page: list(hashes(page)) for page in pages()}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
