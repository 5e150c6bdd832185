"""Every page of the registry, and what opens on it: accessible in both themes, no wider than a phone; screenshots."""

import re

import pytest

from tests.dashboard.conftest import paths, violations
from tests.dashboard.panels import PANELS, show

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_page_is_accessible_and_fits_the_screen(windows, artifacts, width, theme):
    visit = windows(width, color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}
    for path in [*paths(), *PANELS]:
        show(visit, path)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
        page.screenshot(path=artifacts / f"{name}-{width}-{theme}.png", full_page=True)
        found |= {f"{path} {rule}": html for rule, html in violations(page).items()}
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[f"{path} is wider than the screen"] = wide
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_is_accessible(windows, artifacts, theme):
    visit = windows(390, color_scheme=theme, bypass_csp=True)
    visit.page.goto("")
    visit.page.get_by_label("Contrasenya").wait_for()
    visit.page.screenshot(path=artifacts / f"sign-in-390-{theme}.png")
    assert violations(visit.page) == {}
