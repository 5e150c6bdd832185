"""Renders the Markdown of docs/ plainly, with tables and a code host's anchors: what can be read without the site."""

import itertools
import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from local.layout import document

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def guide(file: Path, notice: str = "") -> str:
    """Render a Markdown file as a page; `notice` is HTML above it."""
    return _page(file.read_text(encoding="utf-8"), notice)


def part(file: Path, heading: str, notice: str = "") -> str | None:
    """Render what is under a `###` heading of a Markdown file as a page of its own; None without such a heading."""
    _, separator, rest = file.read_text(encoding="utf-8").partition(f"\n### {heading}\n")
    text = re.split(r"\n#{2,3} ", rest, maxsplit=1)[0]
    return _page(f"# {heading}\n{text}\n\n[All errors](/docs/{file.name})\n", notice) if separator else None


def _page(markdown: str, notice: str) -> str:
    tokens = _MARKDOWN.parse(markdown)
    title = ""
    for opening, content in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(content.content))
            title = _plain(content) if opening.tag == "h1" else title
    text = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    text = text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    return document(title, notice + text.replace("<pre>", '<pre tabindex="0">'))


def title_of(file: Path) -> str:
    """Return the title of a Markdown file."""
    return file.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def anchor(heading: str) -> str:
    """Return the anchor of a heading: lower case, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _plain(token: Token) -> str:
    """Return the text of a token, without markup and link targets."""
    return "".join(each.content or " " * (each.type == "softbreak") for each in token.children or [])
