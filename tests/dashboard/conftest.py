"""The built dashboard before a running platform, and a browser in which people sign in."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.e2e.conftest import messengers, organisation, platform
from tests.running import Runtime
from tools.dashboard.build import DASHBOARD, build
from tools.node import NodeAbsentError

__all__ = ["messengers", "organisation", "platform"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = DASHBOARD / "node_modules" / "axe-core" / "axe.min.js"
SLOW = 60_000
"""Milliseconds that the first request of a function may take on a busy machine."""

EXAMPLES: dict[str, str] = {
    "/invoices/$id": "/invoices/inv_c6d7e8f9?env=sandbox",
    "/documents/$id": "/documents/doc_d1e2f3g4?env=sandbox",
    "/agents/$id": "/agents/ag_classifier_01?env=sandbox",
    "/workflows/$id": "/workflows/wf_a1b2c3d4?env=sandbox",
    "/workflows/$id/edit": "/workflows/wf_a1b2c3d4/edit?env=sandbox",
    "/runs/$id": "/runs/wfi_c1d2e3f4?env=sandbox",
    "/webhooks/$id": "/webhooks/wh_o8p9q0r1?env=sandbox",
}
"""For a path with a parameter, `/webhooks/$id`: one without, that shows a sample of the sandbox."""

_DECLARED = re.compile(r"export const (\w+) = (page|publicPage)\(\{\s*path: '([^']+)'")


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built dashboard. Skips where neither Node nor its packages can be had."""
    try:
        return build()
    except NodeAbsentError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def browser(built: Path, platform: Runtime) -> Iterator[Browser]:
    """A browser; the dashboard is built, which the running platform notices.

    Playwright leaves an event loop running in the thread until it is closed: no other file could run one meanwhile.
    """
    assert built
    assert platform.call("/app/", method="GET").status == HTTPStatus.OK, "the dashboard changed while it was built"
    if CHROMIUM is None:
        pytest.skip("needs Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield running
        running.close()


@dataclass
class Visit:
    """A person with a browser window.

    Attributes:
        faults: what the console and the page complained about; none is expected at the end.
        allowed: parts of complaints that the test provokes.
    """

    page: Page
    platform: Runtime
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def sign_in(self, role: str = "owner", path: str = "", slug: str = "demo") -> Page:
        """Sign in as a user of a demo organisation, at a page."""
        users = self.platform.demo()["organisations"][slug]["users"]
        user = next(each for each in users if each["role"] == role)
        return self.sign_in_as(user["email"], user["password"], path)

    def sign_in_as(self, email: str, password: str, path: str = "") -> Page:
        """Sign in by the form, at a page."""
        self.page.goto(path)
        self.page.get_by_label("Correu electrònic").fill(email)
        self.page.get_by_label("Contrasenya").fill(password)
        self.page.get_by_role("button", name="Entra").click()
        expect(self.page.get_by_role("button", name="El teu compte")).to_be_visible(timeout=SLOW)
        return self.page

    def go(self, path: str) -> Page:
        """Open a page as by a link of the dashboard, without loading it anew."""
        self.page.evaluate(
            "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }", f"/app{path}"
        )
        self.page.wait_for_function(IS_SHOWN, timeout=SLOW)
        settled(self.page)
        return self.page


IS_SHOWN = "() => document.querySelector('main')?.dataset.shows === location.pathname + location.search"
"""Whether the page of the address is drawn: until then the former one stays, while the next one is loaded."""


def settled(page: Page) -> None:
    """Wait until a page has its heading and nothing in it is being read any more."""
    expect(page.locator("main h1, main h2").first).to_be_visible(timeout=SLOW)
    expect(page.locator("main [aria-busy=true], main [role=status][aria-label='S’està carregant']")).to_have_count(
        0, timeout=SLOW
    )


@pytest.fixture
def visit(browser: Browser, platform: Runtime) -> Iterator[Visit]:
    """A window of a person's own; what fails on the page fails the test."""
    with_window = opened(browser, platform)
    visit = next(with_window)
    yield visit
    next(with_window, None)


@pytest.fixture
def windows(browser: Browser, platform: Runtime) -> Iterator[Callable[..., Visit]]:
    """Windows of other sizes and themes: `windows(width=390, color_scheme="dark")`."""
    made: list[Iterator[Visit]] = []

    def make(width: int = 1440, **options: object) -> Visit:
        made.append(opened(browser, platform, width, **options))
        return next(made[-1])

    yield make
    for each in made:
        next(each, None)


def opened(browser: Browser, platform: Runtime, width: int = 1440, **options: object) -> Iterator[Visit]:
    """A window, until the iteration goes on; then no complaint may be left."""
    context: BrowserContext = browser.new_context(
        base_url=f"{platform.settings.url}/app/",
        viewport={"width": width, "height": 900},
        **options,  # type: ignore[arg-type]
    )
    visit = Visit(context.new_page(), platform)
    visit.page.on("console", lambda line: visit.faults.append(line.text) if line.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    yield visit
    context.close()
    left = [each for each in visit.faults if not any(part in each for part in visit.allowed)]
    assert left == []


def violations(page: Page) -> dict[str, str]:
    """What axe finds wrong with the page: the rule, and the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return {f"{each['id']}: {each['help']}": each["nodes"][0]["html"][:300] for each in found}


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


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: `DASHBOARD_ARTIFACTS`, else a folder of the test run."""
    given = os.environ.get("DASHBOARD_ARTIFACTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def row(page: Page, text: str) -> Locator:
    """The row of a table that has a text."""
    return page.get_by_role("row").filter(has_text=text)
