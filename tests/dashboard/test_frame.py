"""The frame: signing in and out, the environment, the palette, the languages, and what each role sees."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import Held, awaited, settled


def test_a_wrong_password_is_told_and_the_page_that_was_asked_for_follows(visit):
    page = visit.page
    visit.allowed.append("401")
    page.goto("settings/api?of=test")
    page.get_by_label("Correu electrònic").fill("owner@demo.example.com")
    page.get_by_label("Contrasenya").fill("no és aquesta")
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Contrasenya").fill("owner-of-demo-2026")
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", name="Claus d’API")).to_be_visible()
    expect(page).to_have_url(re.compile(r"of=test"))


def test_signing_out_leaves_nothing_behind(visit):
    page = visit.sign_in(path="settings/api")
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Surt").click()
    expect(page.get_by_label("Contrasenya")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "bv_" not in kept
    assert "eyJ" not in kept


def test_the_sandbox_cannot_be_mistaken_and_stays_from_page_to_page(visit):
    page = visit.sign_in(path="settings/api")
    expect(page.get_by_text("ENTORN DE PROVES")).to_have_count(0)
    page.get_by_role("radio", name="Proves").check(force=True)
    expect(page.get_by_text("ENTORN DE PROVES")).to_be_visible()
    expect(page).to_have_url(re.compile(r"env=sandbox"))
    expect(page).to_have_title(re.compile("sandbox"))
    settled(page)
    expect(page.get_by_role("table")).not_to_contain_text("live_secret")
    page.get_by_role("link", name="Inici").first.click()
    expect(page.get_by_role("heading", level=1, name="Inici")).to_be_visible()
    expect(page.get_by_text("ENTORN DE PROVES")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Claus d’API")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("ENTORN DE PROVES")).to_have_count(0)


def test_a_search_that_is_left_before_it_is_sent_does_not_filter_the_next_page(visit):
    page = visit.sign_in(path="contacts?env=sandbox")
    settled(page)
    scripts = Held(page, "**/assets/*.js")
    page.get_by_role("searchbox").first.fill("empresa")
    page.get_by_role("link", name="Factures", exact=True).first.click()
    scripts.first()
    page.wait_for_timeout(500)  # it would be sent in the meantime
    title = page.get_by_role("heading", level=1, name="Factures")

    def comes() -> bool:
        scripts.let_go()
        return bool(title.is_visible())

    awaited(page, comes)
    assert "q=" not in page.url


def test_the_palette_finds_pages_in_any_language(visit):
    page = visit.sign_in()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Què busques?")
    expect(box).to_be_focused()
    box.fill("api keys")
    expect(page.get_by_role("option", name="Claus d’API")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings/api"))
    expect(box).to_have_count(0)


def test_the_palette_finds_a_workflow_and_opens_it(visit):
    page = visit.sign_in()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Què busques?").fill("onboarding")
    option = page.get_by_role("option").filter(has_text="Flux de treball")
    expect(option).to_be_visible()
    option.click()
    expect(page).to_have_url(re.compile(r"/workflows/wf_"))


def test_enter_in_the_palette_opens_what_is_found_even_if_that_is_still_read(visit):
    page = visit.sign_in(path="?env=sandbox")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Què busques?")
    expect(box).to_be_focused()
    finding = Held(page, "**/contacts/list")
    page.keyboard.type("empresa abc")
    page.keyboard.press("Enter")
    found = finding.first()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_count(0)  # nobody knows yet that there is none
    found.continue_()
    expect(page).to_have_url(re.compile("/contacts/ct_"))


def test_the_interface_speaks_three_languages(visit):
    page = visit.sign_in(path="settings/api")
    for name, heading, lang in (
        ("Español", "Claves de API", "es"),
        ("English", "API keys", "en"),
        ("Català", "Claus d’API", "ca"),
    ):
        page.locator("header button[aria-haspopup=menu]").last.click()
        page.get_by_role("menuitemradio", name=name).click()
        expect(page.locator("main h1")).to_have_text(heading)
        expect(page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(("role", "sees"), [("owner", True), ("admin", True), ("member", False), ("viewer", False)])
def test_only_administrators_see_the_keys(visit, role, sees):
    page = visit.sign_in(role)
    menu = page.get_by_role("navigation", name="Menú principal").first
    expect(menu.get_by_role("link", name="Claus d’API")).to_have_count(1 if sees else 0)
