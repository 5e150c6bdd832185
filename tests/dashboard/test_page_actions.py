"""The actions of a list's page: all beside the heading on a screen; on a phone the main one, and a menu."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import settled, violations

PAGES = {
    "contacts": ("Crea un contacte", ["Duplicats", "Exporta", "Importa"]),
    "invoices": ("Crea una factura", ["Llibres i trimestre", "Recorda-ho a qui no ha pagat", "Entra’n una de rebuda"]),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_has_the_main_action_and_a_menu_of_the_others(windows, artifacts, name, theme):
    main, others = PAGES[name]
    page = windows(390, color_scheme=theme).sign_in(path=f"{name}?env=sandbox")
    settled(page)
    heading = page.locator("main header")
    expect(heading.get_by_role("link")).to_have_count(0)
    buttons = heading.get_by_role("button").all()
    assert [each.inner_text() or each.get_attribute("aria-label") for each in buttons] == [main, "Més accions"]
    boxes = [each.bounding_box() for each in buttons]
    assert len({box["y"] for box in boxes if box}) == 1
    artifacts(page, f"actions-{name}-390-{theme}")
    assert violations(page) == {}
    buttons[1].focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("menuitem").all_inner_texts() == others
    artifacts(page, f"actions-{name}-open-390-{theme}")


def test_an_entry_of_the_menu_leads_to_its_page_or_opens_its_dialog(windows):
    page = windows(390).sign_in(path="invoices?env=sandbox")
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Recorda-ho a qui no ha pagat").click()
    expect(page.get_by_role("dialog", name="Recorda-ho a qui no ha pagat")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Llibres i trimestre").click()
    expect(page).to_have_url(re.compile("/invoices/books"))


def test_a_phone_picks_the_whole_page(windows):
    page = windows(390).sign_in(path="contacts?env=sandbox")
    settled(page)
    boxes = page.get_by_role("table").get_by_role("checkbox")
    assert all(box["width"] >= 24 for box in (each.bounding_box() for each in boxes.all()) if box)
    page.get_by_role("checkbox", name="Selecciona tota la pàgina").click()
    expect(page.get_by_text(re.compile(rf"^{boxes.count() - 1} seleccionats"))).to_be_visible()
