"""The changelog's feed (Atom, RFC 4287): a day an entry, with links that lead somewhere from anywhere."""

import re
from html import escape
from urllib.parse import urljoin

from bivelio_core.errors import DOCUMENTATION_URL
from markdown_it import MarkdownIt

from tools.site.changelog import Day, days, long_date, markdown
from tools.site.pages import Links, Page
from tools.site.search import slug

FILE = "changelog.atom"
MOST_DAYS = 30
"""Programs ask for all of a feed each time."""

_PAGE = f"{DOCUMENTATION_URL}/changelog/"
_TAG = f"tag:{DOCUMENTATION_URL.partition('://')[2]},2026:changelog"
"""What ids begin with (RFC 4151): they stay as they are wherever the site is."""

_MARKDOWN = MarkdownIt("commonmark")


def feed(text: str, source: Page, links: Links) -> str:
    """Return the feed of a changelog, which is the page `source`."""
    newest = days(text)[:MOST_DAYS]
    entries = "".join(_entry(day, source, links) for day in newest)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<id>{_TAG}</id><title>Changelog of the BiVelio API</title><author><name>BiVelio</name></author>"
        f"<updated>{_time(newest[0])}</updated>"
        f'<link rel="self" type="application/atom+xml" href="{DOCUMENTATION_URL}/{FILE}"/>'
        f'<link rel="alternate" type="text/html" href="{_PAGE}"/>{entries}</feed>\n'
    )


def _entry(day: Day, source: Page, links: Links) -> str:
    parts = [f"### {kind}\n\n{markdown(changes)}" for kind, changes in day.changes.items()]
    html = _MARKDOWN.render(links.rewritten(source.saying("\n\n".join(parts))))
    html = re.sub(r'href="([^"]*)"', lambda match: f'href="{_absolute(match[1])}"', html)
    count = ", ".join(f"{len(changes)} {kind.lower()}" for kind, changes in day.changes.items())
    written = long_date(day.at, "en")
    return (
        f"<entry><id>{_TAG}/{day.at}</id><title>{written}: {count}</title>"
        f"<updated>{_time(day)}</updated><published>{_time(day)}</published>"
        f'<link rel="alternate" type="text/html" href="{_PAGE}#{slug(written)}"/>'
        f'<content type="html">{escape(html, quote=False)}</content></entry>'
    )


def _time(day: Day) -> str:
    return f"{day.at}T00:00:00Z"


def _absolute(href: str) -> str:
    """Return where a link of the page leads. `/docs/` is the root of the documentation's own address."""
    if href.startswith("/docs/"):
        return f"{DOCUMENTATION_URL}/{href.removeprefix('/docs/')}"
    return urljoin(_PAGE, href)
