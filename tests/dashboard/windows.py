"""A browser window of a person: how it is opened, signed in, waited for and judged."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.chromium import context_of
from tests.front_door import FrontDoor
from tests.running import Runtime, until
from tools.dashboard.build import DASHBOARD

Found = TypeVar("Found")

AXE = DASHBOARD / "node_modules" / "axe-core" / "axe.min.js"

EXAMPLES: dict[str, str] = {
    "/contacts/$id": "/contacts/ct_abc123?env=sandbox",
    "/invoices/$id": "/invoices/inv_c6d7e8f9?env=sandbox",
    "/documents/$id": "/documents/doc_d1e2f3g4?env=sandbox",
    "/agents/$id": "/agents/ag_classifier_01?env=sandbox",
    "/knowledge/$name": "/knowledge/botiga?env=sandbox",
    "/workflows/$id": "/workflows/wf_a1b2c3d4?env=sandbox",
    "/workflows/$id/edit": "/workflows/wf_a1b2c3d4/edit?env=sandbox",
    "/runs/$id": "/runs/wfi_c1d2e3f4?env=sandbox",
    "/webhooks/$id": "/webhooks/wh_o8p9q0r1?env=sandbox",
}
"""For a path with a parameter, `/webhooks/$id`: one without, that shows a sample of the sandbox."""

_DECLARED = re.compile(r"export const (\w+) = (page|publicPage)\(\{\s*path: '([^']+)'")


@dataclass
class Visit:
    """A person with a browser window.

    Attributes:
        faults: what the console and the page complained about; none is expected at the end.
        allowed: parts of complaints that the test provokes.
    """

    page: Page
    platform: Runtime | FrontDoor
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def sign_in(self, role: str = "owner", path: str = "", slug: str = "demo") -> Page:
        """Sign in as a user of a demo organisation, at a page."""
        users = self.platform.demo()["organisations"][slug]["users"]
        user = next(each for each in users if each["role"] == role)
        return self.sign_in_as(user["email"], user["password"], path)

    def sign_in_as(self, email: str, password: str, path: str = "") -> Page:
        """Sign in, at a page: by the form, or with the cookie that it would give."""
        if isinstance(self.platform, Runtime):
            return self.sign_in_by_form(email, password, path)
        self.take_cookie(email, password)
        self.page.goto(path)
        expect(self.page.get_by_role("button", name="El teu compte")).to_be_visible()
        return self.page

    def take_cookie(self, email: str, password: str) -> None:
        """Begin a session as the form does, and leave the browser with it."""
        url, keys = self.platform.settings.url, self.platform.demo()["dashboard_keys"]
        asked = {"email": email, "password": password, "cookie": True}
        path = "/v1/auth/token?grant_type=password"
        answer = self.platform.call(path, asked, apikey=keys["live"], Origin=url, Sec_Fetch_Site="same-origin")
        assert answer.status == HTTPStatus.OK, answer.body
        for name, each in SimpleCookie(answer.headers["set-cookie"]).items():
            given = {"name": name, "value": each.value, "domain": "localhost", "path": each["path"]}
            self.page.context.add_cookies([{**given, "secure": True, "httpOnly": True, "sameSite": "Strict"}])  # type: ignore[typeddict-item]
        self.page.add_init_script(REMEMBER.replace("%s", f"began{secrets.token_hex(4)}"))

    def sign_in_by_form(self, email: str, password: str, path: str = "") -> Page:
        """Sign in as a person does, at a page."""
        self.page.goto(path)
        self.page.get_by_label("Correu electrònic").fill(email)
        self.page.get_by_label("Contrasenya").fill(password)
        self.page.get_by_role("button", name="Entra").click()
        expect(self.page.get_by_role("button", name="El teu compte")).to_be_visible()
        return self.page

    def go(self, path: str) -> Page:
        """Open a page as by a link of the dashboard, without loading it anew."""
        self.page.evaluate(
            "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }", f"/app{path}"
        )
        self.page.wait_for_function(IS_SHOWN)
        settled(self.page)
        return self.page


REMEMBER = "if (self === top && !sessionStorage.%s) { sessionStorage.%s = 1; localStorage.setItem('sessions', 'live') }"
"""Has the next page that is opened know that there is a session, as a sign-in leaves it known; later ones ask again."""

READS_ONCE = "setInterval = () => 0"
"""For `add_init_script`: has what is read again by itself read once, however long a page takes on a slow machine."""

IS_SHOWN = "() => document.querySelector('main')?.dataset.shows === location.pathname + location.search"
"""Whether the page of the address is drawn: until then the former one stays, while the next one is loaded."""


def settled(page: Page) -> None:
    """Wait until a page has its heading and nothing in it is being read any more."""
    expect(page.locator("main h1, main h2").first).to_be_visible()
    expect(page.locator("main [aria-busy=true], main [role=status][aria-label='S’està carregant']")).to_have_count(0)


def awaited(page: Page, condition: Callable[[], Found | None]) -> Found:
    """Wait for what no element says, as a request that a route holds, while the page and its routes go on."""

    def look() -> Found | None:
        page.wait_for_timeout(20)
        return condition()

    found: Found = until(look)
    return found


def opened(browser: Browser, platform: Runtime | FrontDoor, width: int = 1440, **options: object) -> Iterator[Visit]:
    """A window, until the iteration goes on; then no complaint may be left."""
    context: BrowserContext = context_of(
        browser,
        base_url=f"{platform.settings.url}/app/",
        viewport={"width": width, "height": 900},
        **options,
    )
    visit = Visit(context.new_page(), platform)
    visit.page.on("console", lambda line: visit.faults.append(line.text) if line.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    yield visit
    context.close()
    left = [each for each in visit.faults if not any(part in each for part in visit.allowed)]
    assert left == [], "\n".join(left)


def violations(page: Page) -> dict[str, str]:
    """What axe finds wrong with the page: the rule, and the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return {f"{each['id']}: {each['help']}": each["nodes"][0]["html"][:300] for each in found}


def judged(
    page: Page, name: str, widths: Sequence[int], look: Callable[[int], None] = lambda _: None
) -> dict[str, object]:
    """What is wrong with a page that is shown: it is wider than a screen of a width, or not accessible at the last one.

    Which rules of accessibility a page keeps depends on its theme, and hardly on the width of the window.
    """
    found: dict[str, object] = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if (wide := page.evaluate(WIDTH)) > width:
            found[f"{name} is wider than {width}"] = wide
        look(width)
    return found | {f"{name} {rule}": html for rule, html in violations(page).items()}


WIDTH = "new Promise(done => requestAnimationFrame(() => done(document.documentElement.scrollWidth)))"
"""How wide the page is, once it has been drawn for the window as it is."""


def paths(kind: str = "page") -> list[str]:
    """Where each page of `src/pages/*/routes.ts` is looked at: its path, or the example of one with a parameter."""
    registry = (DASHBOARD / "src" / "app" / "pages.ts").read_text(encoding="utf-8")
    declared = [
        found
        for file in sorted((DASHBOARD / "src" / "pages").glob("*/routes.ts"))
        for found in _DECLARED.findall(file.read_text(encoding="utf-8"))
    ]
    for name, _, path in declared:
        assert re.search(rf"\b{name}\b", registry), f"src/app/pages.ts does not have the page {path}"
    return [EXAMPLES.get(path, path) for _, which, path in declared if which == kind]


def row(page: Page, text: str) -> Locator:
    """The row of a table that has a text."""
    return page.get_by_role("row").filter(has_text=text)


def call(visit: Visit, operation: str, **data: object) -> Any:
    """Call the API as somebody else would, with the sandbox's key."""
    key = visit.platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    answer = visit.platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def anew(words: str) -> str:
    """A name that nothing else has, nor what an earlier try of the same test has left."""
    return f"{words} {secrets.token_hex(3)}"


def go(page: Page, name: str) -> None:
    """Open a page from the menu. Its heading begins with that name; a state may follow."""
    page.get_by_role("navigation", name="Menú principal").first.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=re.compile(rf"^{re.escape(name)}( |$)"))).to_be_visible()
    settled(page)


@contextmanager
def sent(page: Page, operation: str) -> Iterator[None]:
    """What is clicked inside sends an operation, which the API carries out, and says no fault."""
    with page.expect_response(f"**/v1/{operation}") as answer:
        yield
    assert answer.value.ok, answer.value.text()
    expect(page.get_by_role("alert")).to_have_count(0)


class Held:
    """Requests that wait until the test answers them: what is shown before an answer stays as it is."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._routes = page, list[Route]()
        page.route(url, lambda route: self._routes.append(route))  # noqa: PLW0108 - its signature is read

    def first(self) -> Route:
        """The first of them, once the page has sent it: a list may show a write before that."""
        return awaited(self._page, lambda: self._routes)[0]

    def let_go(self) -> None:
        """Have the API answer those that wait."""
        while self._routes:
            self._routes.pop(0).continue_()
