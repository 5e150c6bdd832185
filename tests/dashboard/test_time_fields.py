"""Days and times are written as in the dashboard's language, whatever the browser's is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, settled, violations


@pytest.fixture
def english(windows) -> Visit:
    """A window of a browser that writes the month first."""
    visit: Visit = windows(locale="en-US", bypass_csp=True)
    visit.page.add_init_script("localStorage.language ??= 'ca'")
    visit.sign_in()
    return visit


def fault_of(page: Page, label: str) -> str:
    """What a field says is wrong with it."""
    field = page.get_by_label(label, exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    return page.locator(f"[id='{described.split(' ')[0]}']").inner_text()


def test_a_filter_takes_the_day_first_and_shows_it_so(english):
    page = english.go("/invoices?env=sandbox")
    since = page.get_by_label("Des del dia")
    expect(since).to_have_attribute("placeholder", "dd/mm/aaaa")
    since.fill("8/4/26")
    since.press("Enter")
    expect(page).to_have_url(re.compile("from=2026-04-08"))
    since.blur()
    expect(since).to_have_value("08/04/2026")
    settled(page)
    page.go_back()
    expect(since).to_have_value("")


def test_what_is_no_day_is_marked_and_filters_nothing(english):
    page = english.go("/invoices?env=sandbox")
    since = page.get_by_label("Des del dia")
    since.fill("31/02/2026")
    since.blur()
    expect(since).to_have_attribute("aria-invalid", "true")
    expect(page).not_to_have_url(re.compile("from="))
    since.fill("28/02/2026")
    since.blur()
    expect(since).not_to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(re.compile("from=2026-02-28"))


def test_the_calendar_of_the_browser_opens_from_the_button(english):
    page = english.go("/invoices?env=sandbox")
    page.get_by_role("button", name="Obre el calendari").first.click()
    page.keyboard.press("Escape")
    page.locator("input[type=date]").first.fill("2026-04-08")
    expect(page.get_by_label("Des del dia")).to_have_value("08/04/2026")
    expect(page).to_have_url(re.compile("from=2026-04-08"))


def test_a_form_says_at_the_field_what_is_no_date_or_time(english):
    page = english.go("/calendar?new=2026-04-08&env=sandbox")
    day, time = (page.get_by_label(label, exact=True) for label in ("Comença el dia", "a les"))
    expect(day).to_have_value("08/04/2026")
    expect(time).to_have_value("09:00")
    day.fill("04/31/2026")
    expect(day).not_to_have_attribute("aria-invalid", "true")
    time.fill("25")
    time.blur()
    assert fault_of(page, "Comença el dia") == "No és una data. Escriu-la així: dd/mm/aaaa."
    assert fault_of(page, "a les") == "No és una hora. Escriu-la així: hh:mm."
    assert violations(page) == {}
    english.allowed.append("400")
    page.get_by_label("Títol").fill("Visita")
    page.get_by_role("button", name="Crea’l").click()
    expect(day).to_be_focused()
    day.fill("9/4/2026")
    time.fill("8.30")
    page.get_by_label("Acaba el dia").fill("09/04/2026")
    page.get_by_role("button", name="Crea’l").click()
    expect(page.get_by_text("S’ha creat «Visita».")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("9")


def test_in_english_the_year_comes_first(english):
    english.page.evaluate("localStorage.setItem('language', 'en')")
    english.page.goto("invoices?env=sandbox&from=2026-04-08")
    since = english.page.get_by_role("textbox").and_(english.page.locator("[placeholder='yyyy-mm-dd']")).first
    expect(since).to_have_value("2026-04-08")
