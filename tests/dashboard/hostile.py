"""Texts that run something where data is taken for markup, for an address, for a style or for a template.

Each would set `window.hacked`. The pages are opened without the content security policy (`bypass_csp`): it is the
second line of defence, and must not hide that the first one is broken.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, settled
from tests.front_door import FrontDoor

CORPUS = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '"><svg onload=window.hacked=1>',
    "'\" autofocus onfocus=window.hacked=1 x='",
    "javascript:window.hacked=1",
    "JaVaScRiPt&colon;window.hacked=1",
    "data:text/html,<script>parent.hacked=1</script>",
    '[clica](javascript:window.hacked=1) ![x](x" onerror="window.hacked=1)',
    "</textarea></title></style><script>window.hacked=1</script>",
    "<style>@keyframes hacked{} main{display:none!important}</style>",
    "color:red;background:url(javascript:window.hacked=1)",
    "<a href=javascript:window.hacked=1>clica</a><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "{{constructor.constructor('window.hacked=1')()}}${window.hacked=1}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>",
    "\u202e<script>window.hacked=1</script>\u2028\u0000",
]
WITHOUT_LINE_ENDS = [text for text in CORPUS if text.isprintable()]
ADDRESSES = [
    "javascript:window.hacked=1//https://exemple.cat",
    "\tjava\nscript:window.hacked=1",
    "data:text/html,<script>opener.hacked=1</script>",
    "vbscript:window.hacked=1",
]

CAUGHT = """() => ({
  hacked: 'hacked' in window,
  hidden: getComputedStyle(document.querySelector('main, form')).display === 'none',
  made: [...document.querySelectorAll(
    '[onerror],[onload],[onfocus],[srcdoc],[style*=javascript],script:not([src]),main style,img[src=x]'
  )].map(each => each.outerHTML.slice(0, 200)),
  links: [...document.querySelectorAll('[href],[src],[action],[formaction]')]
    .flatMap(each => ['href', 'src', 'action', 'formaction'].map(name => each.getAttribute(name) ?? ''))
    .filter(text => /^(javascript|vbscript|data:text)/i.test(text.replace(/[\\s\\u0000-\\u001f]/g, ''))),
})"""
"""What on the page came to life: nothing may."""

HARMLESS = {"hacked": False, "hidden": False, "made": [], "links": []}

_KEPT = re.compile(
    r"[a-z]{1,6}_[\w-]+|\d[\d:.TZ+-]*|[0-9a-f-]{20,}|[a-z][a-z0-9_.]*|[A-Z][A-Z_]+|[A-Z]{3}|[a-z]{2}(-[A-Z]{2})?|"
    r"(gemini|claude)-[\w.-]+|[A-Za-z]+/[A-Za-z_]+|[a-z]+/[a-z0-9.+-]+|"
)
"""Ids, moments, hashes, words of lists, codes, time zones, media types: what the API itself chose, not a person."""

_FREE = {"custom_fields", "data", "input", "output", "settings", "extracted", "error", "message", "arguments"}
"""Objects whose names are a caller's own."""

_NAMES_AN_ADDRESS = re.compile(r"(^|_)(url|uri|link|href|website|address)$")


def called_by_program(platform: FrontDoor) -> Callable[..., Any]:
    """Return `(operation, **data) -> data`: the live API of the demo organisation, called with its secret key."""
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def ask(operation: str, **data: Any) -> Any:
        answer = platform.call(f"/v1/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status in {200, 201, 202}, answer.body
        return answer.json()["data"]

    return ask


def caught(page: Page) -> dict[str, Any]:
    """What came to life on the page; `HARMLESS` when nothing did."""
    found: dict[str, Any] = page.evaluate(CAUGHT)
    return found


def poisoned(answer: Any, texts: Iterator[str] | None = None) -> Any:
    """An answer of the API with a text of the corpus for every text in it that somebody wrote, and in free names."""
    return _poisoned(answer, "", texts or itertools.cycle(CORPUS), itertools.cycle(ADDRESSES))


def _poisoned(value: Any, name: str, texts: Iterator[str], addresses: Iterator[str]) -> Any:
    if isinstance(value, list):
        return [_poisoned(each, name, texts, addresses) for each in value]
    if isinstance(value, dict):
        changed = {key: _poisoned(each, key, texts, addresses) for key, each in value.items()}
        return changed | {next(texts): next(texts)} if name in _FREE else changed
    if not isinstance(value, str) or _KEPT.fullmatch(value):
        return value
    return next(addresses if _NAMES_AN_ADDRESS.search(name) else texts)


def is_harmless(page: Page, *paths: str, visit: Visit, shows: str = "hacked") -> None:
    """Open each page and see that it shows the texts, and that none of them came to life."""
    for path in paths:
        visit.go(path)
        expect(page.locator("body")).to_contain_text(shows)
        settled(page)
        page.wait_for_timeout(150)  # what would run does so after it was drawn
        assert caught(page) == HARMLESS, path
