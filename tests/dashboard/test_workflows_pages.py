"""The pages of workflows, runs and approvals, as a person uses them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import SLOW, Visit, row, settled, violations

pytestmark = pytest.mark.e2e

SANDBOX = "?env=sandbox"
LOOKED_AT = {
    "workflows": f"/workflows{SANDBOX}",
    "gallery": f"/workflows{SANDBOX}&new=true",
    "graph": f"/workflows/wf_e5f6g7h8{SANDBOX}",
    "stats": f"/workflows/wf_e5f6g7h8{SANDBOX}&tab=stats&days=90",
    "schedule": f"/workflows/wf_e5f6g7h8{SANDBOX}&tab=start",
    "of-a-workflow": f"/workflows/wf_a1b2c3d4{SANDBOX}&tab=runs",
    "editor": f"/workflows/wf_e5f6g7h8/edit{SANDBOX}&step=steps%5B2%5D",
    "new": f"/workflows/new{SANDBOX}&template=order-saga",
    "runs": f"/runs{SANDBOX}",
    "run": f"/runs/wfi_r2s3t4u5{SANDBOX}",
    "loop": f"/runs/wfi_c1d2e3f4{SANDBOX}&step=steps%5B2%5D",
    "approvals": f"/approvals{SANDBOX}",
}


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_tabs_and_panels_are_accessible_and_fit_the_screen(windows, artifacts, width, theme):
    visit = windows(width, color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}
    for name, path in LOOKED_AT.items():
        visit.go(path)
        drawn(page)
        page.screenshot(path=artifacts / f"workflows-{name}-{width}-{theme}.png", full_page=True)
        found |= {f"{path} {rule}": html for rule, html in violations(page).items()}
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[f"{path} is wider than the screen"] = wide
    assert found == {}


def drawn(page: Page) -> None:
    """Wait until nothing is read, and the graph, where there is one, has its nodes."""
    settled(page)
    if page.locator("main [aria-label='Com es mostra']").count():
        expect(page.get_by_test_id("graph").locator("button[aria-pressed]").first).to_be_visible(timeout=SLOW)
