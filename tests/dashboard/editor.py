"""Workflows to be shown, and how their pages are waited for."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import settled
from tests.front_door import FrontDoor
from tests.running import Runtime

SANDBOX = "?env=sandbox"
APPROVAL = {"id": "ok", "type": "approval", "input": {"message": "{{ input.percent }} % per a {{ input.client }}?"}}
GRANT = {"id": "grant", "type": "set", "input": {"because": "{{ steps.ok.output.comment }}"}}
PLAIN = {"id": "dades", "type": "set", "input": {"x": "{{ input.x }}"}}
FAILING = {
    "id": "crida",
    "type": "http_request",
    "input": {"url": "{{ input.url || 'https://example.com/status/503' }}"},
    "retry": {"attempts": 2, "backoff_seconds": 1},
}

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def api(platform: Runtime | FrontDoor) -> Call:
    """Call an operation in the sandbox of the demo organisation."""
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]

    def call(operation: str, **data: Any) -> Any:
        answer = platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status in {200, 202}, answer.body
        return answer.json()["data"]

    return call


@pytest.fixture(scope="module")
def create(api: Call) -> Callable[..., str]:
    """Create a workflow of a name of its own."""
    numbers = count(1)

    def make(*steps: Any, **about: Any) -> str:
        name = about.pop("name", f"Prova {next(numbers)}")
        return str(api("workflows/create", name=name, concurrency="allow", steps=list(steps), **about)["id"])

    return make


def drawn(page: Page) -> None:
    """Wait until nothing is read or checked, and the graph, where there is one, has its nodes."""
    settled(page)
    if page.get_by_role("group", name="Com es mostra").count():
        expect(page.get_by_test_id("graph").locator("button[aria-pressed]").first).to_be_visible()
    expect(page.get_by_text("S’està comprovant")).to_have_count(0)


@dataclass(frozen=True)
class Text:
    """The definition as text. Its editor draws the lines in view alone, so what it has is asked of itself."""

    box: Locator

    def value(self) -> str:
        """The whole text."""
        return str(self.box.evaluate("box => box.cmTile.root.view.state.doc.toString()"))

    def after_the_cursor(self) -> str:
        """What stands behind the cursor."""
        return str(
            self.box.evaluate(
                "box => (({doc, selection}) => doc.sliceString(selection.main.head))(box.cmTile.root.view.state)"
            )
        )

    def fill(self, text: str) -> None:
        """Type another one in its place."""
        self.box.focus()
        self.box.press("Control+a")
        self.box.page.keyboard.insert_text(text)

    def put_cursor_before(self, words: str) -> None:
        """Put the cursor before the first of some words, by keys."""
        line, column = (
            self.value().partition(words)[0].count("\n"),
            len(self.value().partition(words)[0].split("\n")[-1]),
        )
        self.box.focus()
        for key, times in (("Control+Home", 1), ("ArrowDown", line), ("Home", 2), ("ArrowRight", column)):
            for _ in range(times):
                self.box.press(key)


def text_of(page: Page) -> Text:
    """The definition, in its tab."""
    page.get_by_role("tab", name="JSON").click()
    box = page.get_by_role("textbox", name="Definició (JSON)")
    expect(box).to_be_visible()
    return Text(box)


def is_said(page: Page, words: str) -> None:
    """Wait until the editor says how the definition stands."""
    expect(page.get_by_test_id("state")).to_contain_text(words)


def has_status(page: Page, status: str) -> None:
    """Wait until the page of a run says how it stands."""
    expect(page.locator("main header")).to_contain_text(status)


def tab_to(page: Page, target: Any, most: int = 120) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not get there")
