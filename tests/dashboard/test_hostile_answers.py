"""Whatever text the API answers, in any field, on any page or panel, is shown as text and runs nothing."""

import itertools
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, Route

from tests.dashboard.hostile import CORPUS, HARMLESS, caught, poisoned
from tests.dashboard.panels import PANELS, show
from tests.dashboard.people import bearer
from tests.dashboard.windows import Visit, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_TEXTS = {
    "/",
    "/approvals",
    "/approvals?env=sandbox",
    "/authorize",
    "/calendar",
    "/contacts/import",
    "/device",
    "/documents",
    "/events",
    "/settings/account",
    "/settings/integrations",
    "/settings/security",
    "/usage",
    "/workflows/new",
}
"""Pages that may show no text of anybody's, as the platform is before any test, or one that was read at sign-in."""


class Poisoner:
    """Answers each request of a page with the API's own answer, poisoned; what signs people in stays as it is."""

    def __init__(self, page: Page) -> None:
        self.texts: Iterator[str] = itertools.cycle(CORPUS)
        page.route(re.compile(r"/v1/(?!auth/(token|switch|logout))"), self._answer)

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        if "json" not in answer.headers.get("content-type", ""):
            route.fulfill(response=answer)
            return
        content: Any = answer.json()
        part = "data" if content.get("success") else "error"
        content[part] = poisoned(content.get(part), self.texts)
        route.fulfill(response=answer, body=json.dumps(content))


@pytest.fixture
def poisoned_visit(windows, platform) -> Visit:
    """Somebody who is signed in, and gets poisoned answers from then on. The audit log has a name to show."""
    key = {"name": "Clau d'una prova", "environment": "test", "scopes": ["contacts:read"]}
    assert platform.call("/v1/keys/create", {"data": key}, **bearer(platform)).status == HTTPStatus.OK
    visit: Visit = windows(bypass_csp=True)
    visit.allowed += ["status of 4", "net::ERR", "Fetch API cannot load"]
    visit.sign_in()
    Poisoner(visit.page)
    return visit


def test_no_text_of_any_answer_runs_on_any_page(poisoned_visit):
    page, found = poisoned_visit.page, {}
    for path in [*paths(), *PANELS]:
        show(poisoned_visit, path)
        page.wait_for_timeout(100)  # what would run does so after it was drawn
        came_alive = caught(page)
        if came_alive != HARMLESS:
            found[path] = came_alive
        if path not in WITHOUT_TEXTS and not shows_it(page):
            found[f"{path} shows nothing of it"] = page.inner_text("body")[:300]
    assert found == {}, json.dumps(found, indent=2, ensure_ascii=False)


def shows_it(page: Page) -> bool:
    """Whether the page comes to show some of the texts, as text or in a field."""
    for _ in range(100):
        if "hacked" in page.inner_text("body") + values(page):
            return True
        page.wait_for_timeout(100)
    return False


def values(page: Page) -> str:
    """What the fields of the page have."""
    return str(page.evaluate("[...document.querySelectorAll('input, textarea')].map(each => each.value).join(' ')"))


def test_the_corpus_would_be_noticed(windows):
    page = windows(bypass_csp=True).page
    for text in CORPUS[:3]:
        page.goto("about:blank")
        page.set_content(f"<main>{text}</main>")
        page.wait_for_timeout(200)
        assert caught(page) != HARMLESS, text
    page.set_content("<main><a href='JavaScript:window.hacked=1'>clica</a></main>")
    assert caught(page)["links"] != []
