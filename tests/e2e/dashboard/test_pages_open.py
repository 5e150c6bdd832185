"""Every page of the dashboard, once, on the running platform: its functions, their policies and the front door."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import paths

pytestmark = pytest.mark.e2e


def test_every_page_shows_what_the_platform_answers(visit):
    page = visit.sign_in()
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(f"{answer.status} {answer.url}") if not answer.ok else None)
    for path in paths():
        visit.go(path)
        expect(page.get_by_role("alert")).to_have_count(0)
        assert refused == [], path
