"""What the keyboard does is shown by `?`, on every page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.panels import show
from tests.dashboard.windows import EXAMPLES, Visit, paths, settled, violations

OWN = {
    "/contacts": "Cerca per nom, correu, telèfon o NIF",
    "/invoices": "Cerca per número, client o NIF",
    "/conversations": "Tanca la conversa, o reobre-la",
    "/calendar": "Mou l’esdeveniment que té el focus",
    "/workflows/new": "Duplica el pas que té el focus",
    EXAMPLES["/workflows/$id/edit"]: "Puja o baixa el pas que té el focus",
    EXAMPLES["/workflows/$id"]: "Amb el focus en una pestanya, va a la del costat",
}
"""Pages with shortcuts of their own, and what one of these does."""

EVERYWHERE = "Cerca pàgines i dades, i ves-hi"


def pressed(page: Page) -> str:
    """What the dialog says that `?` opens, which Escape closes."""
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Dreceres del teclat")
    expect(dialog.get_by_text(EVERYWHERE)).to_be_visible()
    said = dialog.inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return said


def test_every_page_shows_its_shortcuts(visit: Visit) -> None:
    page = visit.sign_in()
    own = {}
    for path in paths():
        show(visit, path)
        own[path] = pressed(page).partition("A tot arreu")[0]
    assert {path: does for path, does in OWN.items() if does not in own[path]} == {}
    assert "Aquesta pàgina no en té de pròpies." in own["/usage"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_shortcuts_are_accessible_and_fit_a_phone(
    windows: Callable[..., Visit], artifacts: Callable[[Any, str], None], theme: str
) -> None:
    visit = windows(390, color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path=EXAMPLES["/workflows/$id/edit"].removeprefix("/"))
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Dreceres del teclat").click()
    dialog = page.get_by_role("dialog", name="Dreceres del teclat")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    artifacts(page, f"shortcuts-390-{theme}")
    assert violations(page) == {}


def test_what_is_typed_is_no_shortcut_and_letters_can_be_switched_off(visit: Visit) -> None:
    page = visit.sign_in(path="contacts?env=sandbox")
    settled(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Cerca per nom, correu, telèfon o NIF")).to_be_focused()
    page.keyboard.type("?")
    expect(page.get_by_label("Cerca per nom, correu, telèfon o NIF")).to_have_value("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Dreceres d’una sola tecla").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Cerca pàgines i dades")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(1)
