"""Workflows to be shown, and how their pages are waited for."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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


def text_of(page: Page) -> Any:
    """The field with the definition, in its tab."""
    page.get_by_role("tab", name="JSON").click()
    return page.get_by_role("textbox", name="Definició (JSON)")


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
