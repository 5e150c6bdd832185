"""What each page says when the API fails it, that it goes on when it can, and that no form loses what was typed.

A page in turn meets another fault; `FAULTS=all` has each page meet all of them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.windows import IS_SHOWN, Visit, awaited, call, paths, settled

ASKED = re.compile(r"/v1/(?!auth/|ui/)")
"""Requests of pages: what signs people in stays as it is."""

ENVELOPED = {"content-type": "application/json", "retry-after": "0"}


def failed(status: int, code: str, message: str) -> Callable[[Route], None]:
    """Answer an error of the API; a retry may come at once."""
    body = json.dumps({"success": False, "error": {"code": code, "message": message, "request_id": "req_7"}})
    return lambda route: route.fulfill(status=status, headers=ENVELOPED, body=body)


FAULTS: dict[str, Callable[[Route], None]] = {
    "500": failed(500, "INTERNAL_ERROR", "S’ha produït un error intern."),
    "503": failed(503, "SERVICE_UNAVAILABLE", "El servei no està disponible ara mateix."),
    "429": failed(429, "RATE_LIMIT_EXCEEDED", "Has fet massa peticions."),
    "403": failed(403, "INSUFFICIENT_SCOPE", "No tens permís per veure-ho."),
    "html": lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>"),
    "lost": lambda route: route.abort(),
}

SAYS_NOTHING = re.compile(
    r"undefined|NaN|\[object|null\b|Error:|TypeError|Bad gateway|INTERNAL_ERROR|html", re.IGNORECASE
)
"""What no person should read."""


def said(page: Page) -> str:
    """What a page says of what went wrong: its alerts and notices."""
    return " ".join(
        page.locator("[role=alert], [data-testid=state], [aria-label='Avisos'] [role=status]").all_inner_texts()
    )


@pytest.fixture
def faulty(windows) -> Visit:
    """Somebody who is signed in, in the sandbox."""
    visit: Visit = windows()
    visit.allowed += ["status of", "net::ERR"]
    visit.sign_in(path="?env=sandbox")
    return visit


def met() -> Iterator[tuple[str, str]]:
    """A page, and the fault that it meets."""
    for number, path in enumerate(paths()):
        kinds = list(FAULTS)
        for kind in kinds if os.environ.get("FAULTS") == "all" else [kinds[number % len(kinds)]]:
            yield path if "?" in path else f"{path}?env=sandbox", kind


class Refused:
    """The requests of a page, each answered with a fault while it is there."""

    def __init__(self, page: Page, kind: str) -> None:
        self.kind, self.asked = kind, list[str]()
        page.route(ASKED, self._refuse)

    def _refuse(self, route: Route) -> None:
        self.asked.append(route.request.url.partition("/v1/")[2])
        FAULTS[self.kind](route)


RETRY = "Torna-ho a provar"
MOST_PRESSES = 3
"""So many times a person presses it: the page, its parts, and what is beside these."""

TRY_AGAIN = """async (name) => {
    for (const each of document.querySelectorAll('main button')) if (each.innerText === name) each.click();
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
}"""
"""Presses each of them, until the page shows that it reads again: the queries tell it in a timer."""


def told(page: Page, asked: list[str]) -> str | None:
    """What is wrong with how a page tells of its failed requests; None when all is well."""
    words = said(page)
    if page.locator("main h1").count() != 1:
        return "has no heading"
    if not asked:
        return None
    if not words:
        return f"says nothing of {asked}"
    if SAYS_NOTHING.search(words):
        return f"says {words!r}"
    return None


def test_each_page_says_what_fails_and_goes_on_afterwards(faulty):
    page, wrong = faulty.page, {}
    for path, kind in met():
        refused = Refused(page, kind)
        page.goto(f"/app{path}")
        settled(page)
        problem = told(page, refused.asked)
        page.unroute(ASKED)
        if refused.asked:
            failing = page.locator("main").get_by_role("alert")
            for _ in range(MOST_PRESSES):
                if failing.count():
                    page.evaluate(TRY_AGAIN, RETRY)
                    settled(page)
            if failing.count():
                problem = problem or f"still says {said(page)!r}"
        if problem:
            wrong[f"{path} {kind}"] = problem
    assert wrong == {}


SLOW = "El servidor triga a respondre"


class Held:
    """The requests of a page, none of which is answered until it is let go."""

    def __init__(self, page: Page) -> None:
        self.routes, self.is_open = list[Route](), False
        page.route(ASKED, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def fill(self, page: Page) -> None:
        """Wait for the first of them. A page asks at once when it is drawn, or nothing."""
        awaited(page, lambda: page.evaluate(IS_SHOWN))
        for _ in range(200):
            if not self.routes:
                page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Answer those that wait, and all that come."""
        self.is_open = True
        for route in self.routes:
            route.continue_()


def test_a_page_says_when_the_api_is_slow_and_goes_on_when_it_answers(faulty):
    page, wrong = faulty.page, {}
    page.clock.install()
    each = list(paths()) if os.environ.get("FAULTS") == "all" else list(paths())[::9]
    for path in each:
        held = Held(page)
        page.goto(f"/app{path}" if "?" in path else f"/app{path}?env=sandbox")
        held.fill(page)
        page.clock.run_for(10_000)
        try:
            expect(page.get_by_text(SLOW)).to_have_count(1 if held.routes else 0, timeout=20_000)
        except AssertionError:
            wrong[path] = f"{len(held.routes)} wait, says {said(page)!r}"
        if held.routes and page.get_by_role("alert").count():
            wrong[path] = f"says {said(page)!r}"
        held.let_go()
        expect(page.get_by_text(SLOW)).to_have_count(0, timeout=20_000)
        settled(page)
        if page.locator("main h1").count() != 1:
            wrong[path] = f"has no heading after the answer; says {said(page)!r}"
        page.unroute(ASKED)
    assert wrong == {}


@dataclass(frozen=True)
class Wanted:
    """Something that a person makes by a form: where, what is typed, and how to count what came of it."""

    path: str
    fields: dict[str, str]
    button: str
    operation: str


FORMS = (
    Wanted("/contacts?new=true", {"Nom o raó social": "Fusteria Vila {}"}, "Crea el contacte", "contacts/create"),
    Wanted("/cases?new=true", {"Títol": "Porta que no tanca {}"}, "Obre el cas", "cases/create"),
    Wanted("/deals?new=true", {"Títol": "Cuina nova {}"}, "Crea l’oportunitat", "deals/create"),
)


def lose(route: Route) -> None:
    """Have the API carry it out, and lose its answer."""
    route.fetch()
    route.abort()


TROUBLES: dict[str, Callable[[Route], None]] = {**FAULTS, "answer lost": lose}


def test_no_form_loses_what_was_typed_and_none_is_carried_out_twice(faulty):
    page, wrong = faulty.page, dict[str, object]()
    for number, (wanted, (kind, trouble)) in enumerate(product(FORMS, TROUBLES.items()), start=100):
        faulty.go(f"{wanted.path}&env=sandbox")
        dialog = page.get_by_role("dialog")
        typed = {label: text.format(number) for label, text in wanted.fields.items()}
        for label, text in typed.items():
            dialog.get_by_label(label).fill(text)
        page.route(f"**/v1/{wanted.operation}", trouble)
        dialog.get_by_role("button", name=wanted.button).click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        kept = {label: dialog.get_by_label(label).input_value() for label in typed}
        if kept != typed or SAYS_NOTHING.search(said(page)):
            wrong[f"{wanted.path} {kind}"] = (kept, said(page))
        page.unroute(f"**/v1/{wanted.operation}")
        dialog.get_by_role("button", name=wanted.button).click()
        expect(dialog.get_by_role("button", name=wanted.button)).to_have_count(0)
        search = next(iter(typed.values()))
        made = call(faulty, wanted.operation.replace("create", "list"), search=search)["pagination"]["total"]
        if made != 1:
            wrong[f"{wanted.path} {kind}"] = f"made {made} times"
    assert wrong == {}
