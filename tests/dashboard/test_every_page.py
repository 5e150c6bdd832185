"""Every page of the registry, and what opens on it: accessible in both themes, no wider than a phone or a screen."""

import re
from functools import partial

import pytest

from tests.dashboard.panels import PANELS, show
from tests.dashboard.windows import judged, paths, violations

WIDTHS = (390, 1440)

NO_CARDS = """[...document.querySelectorAll('main table')]
  .filter(table => table.querySelector('tbody tr') && !table.querySelector('select, tbody input:not([type=checkbox])'))
  .filter(table => !table.querySelector('td[data-phone=title]') && table.parentElement.className.includes('scroll'))
  .map(table => table.getAttribute('aria-label'))"""
"""The lists that a phone shows by the names of their columns, and not as cards of two lines."""


def kept(artifacts, page, name, theme, width):
    """Keep a screenshot."""
    artifacts(page, f"{name}-{width}-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}
    for path in [*paths(), *PANELS]:
        show(visit, path)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
        found |= judged(page, path, WIDTHS, partial(kept, artifacts, page, name, theme))
        found |= {f"{path}: rows of {label}": "no cards on a phone" for label in page.evaluate(NO_CARDS)}
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_frame_of_a_phone_and_the_sign_in_are_accessible(windows, artifacts, theme):
    visit = windows(390, color_scheme=theme, bypass_csp=True)
    visit.page.goto("")
    visit.page.get_by_label("Contrasenya").wait_for()
    artifacts(visit.page, f"sign-in-390-{theme}")
    assert violations(visit.page) == {}
    page = visit.sign_in(path="invoices?env=sandbox")
    assert violations(page) == {}
