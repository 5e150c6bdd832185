"""Renders the Markdown of docs/ as pages, with tables, anchors like a code host's, and links between the pages."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from local.layout import GROUPS, anchored, document
from local.settings import ROOT

DOCS = ROOT / "docs"

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADING = re.compile(r'<h([2-4]) id="([^"]+)">(.*?)</h\1>')


@dataclass(frozen=True)
class Section:
    """The text under one heading of a page."""

    anchor: str
    level: int
    title: str
    text: str


def guide(file: Path) -> str:
    """Render a Markdown file as a page, with a table of contents and links to the other guides."""
    return _page(file, file.read_text(encoding="utf-8"))


def part(file: Path, heading: str) -> str | None:
    """Render what is under a `###` heading of a Markdown file as a page of its own; None without such a heading."""
    _, found, rest = file.read_text(encoding="utf-8").partition(f"\n### {heading}\n")
    text = re.split(r"\n#{2,3} ", rest, maxsplit=1)[0]
    back = f"\n\n[All errors](/docs/{file.name})\n"
    return _page(file, f"# {heading}\n{text}{back}") if found else None


def _page(file: Path, markdown: str) -> str:
    tokens = _MARKDOWN.parse(markdown)
    title = file.stem
    for opening, content in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(content.content))
            title = _plain(content) if opening.tag == "h1" else title
    text = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    text = text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    text = text.replace("<pre>", '<pre tabindex="0">')
    text = _HEADING.sub(lambda found: anchored(int(found[1]), found[2], found[3]), text)
    return document(title, f'<main id="content">\n{text}</main>', menu=_menu(file))


def sections(file: Path) -> tuple[Section, ...]:
    """Return the sections of a Markdown file; a changed file is read again."""
    return _sections(file, file.stat().st_mtime_ns)


def title_of(file: Path) -> str:
    """Return the title of a Markdown file."""
    return file.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def anchor(heading: str) -> str:
    """Return the anchor of a heading: lower case, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def _sections(file: Path, _changed: int) -> tuple[Section, ...]:
    return tuple(_split(_MARKDOWN.parse(file.read_text(encoding="utf-8"))))


def _split(tokens: list[Token]) -> Iterator[Section]:
    name, level, title, text = "", 1, "", list[str]()
    for before, token in itertools.pairwise([Token("", "", 0), *tokens]):
        if before.type == "heading_open":
            if title:
                yield Section(name, level, title, " ".join(text))
            name, level, title, text = anchor(token.content), int(before.tag[1:]), _plain(token), []
        elif token.type in {"inline", "fence"}:
            text.append(_plain(token))
    yield Section(name, level, title, " ".join(text))


def _plain(token: Token) -> str:
    """Return the text of a token, without markup and link targets."""
    if token.children is None:
        return token.content
    return "".join(each.content or " " * (each.type == "softbreak") for each in token.children)


def _menu(file: Path) -> str:
    here = "".join(
        f'<li><a href="#{escape(each.anchor)}">{escape(each.title)}</a></li>'
        for each in sections(file)
        if each.level == 2  # noqa: PLR2004 - the headings right below the title
    )
    contents = f'<nav aria-label="On this page"><strong>On this page</strong><ul>{here}</ul></nav>\n' if here else ""
    others = "\n".join(
        f"<strong>{escape(group)}</strong><ul>{''.join(_link(name, file) for name in names)}</ul>"
        for group, names in GROUPS.items()
    )
    return f'{contents}<nav aria-label="Guides">{others}</nav>'


def _link(name: str, file: Path) -> str:
    current = ' aria-current="page"' if file == DOCS / f"{name}.md" else ""
    return f'<li><a href="/docs/{name}.md"{current}>{escape(title_of(DOCS / f"{name}.md"))}</a></li>'
