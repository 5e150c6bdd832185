"""The Markdown of docs/ as pages: tables, anchors like a code host's, links from page to page as they stand."""

import itertools
import re
from pathlib import Path

from markdown_it import MarkdownIt

from local.layout import document

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def guide(file: Path) -> str:
    """A Markdown file as a page."""
    tokens = _MARKDOWN.parse(file.read_text(encoding="utf-8"))
    title = file.stem
    for opening, content in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(content.content))
            title = content.content if opening.tag == "h1" else title
    text = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    wide = text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    return document(title, f'<main id="content">\n{wide}</main>')


def anchor(heading: str) -> str:
    """The anchor of a heading: lower case, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
