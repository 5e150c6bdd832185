"""A browser on the documentation: it searches, opens an operation and sends it; both themes are accessible."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium, context_of
from tests.front_door import FrontDoor, in_process
from tests.site.conftest import site
from tools.site.inputs import SITE
from tools.site.pages import pages
from tools.site.search import sections_of

AXE = SITE / "node_modules" / "axe-core" / "axe.min.js"
SEARCHES = {
    "webhok": "webhooks/",
    "signatrua": "webhooks/#verify-signatures",
    "firma": "webhooks/#verify-signatures",
    "idempotncy": "getting-started/#idempotency",
    "verificacio": "webhooks/#verify-signatures",
    "verificació": "webhooks/#verify-signatures",
    "electronica": "invoice-formats/#facturae",
    "rotate_secret": "reference/webhooks/rotate_secret/",
    "crear contacte": "reference/contacts/create/",
    "rate limit": "getting-started/#rate-limits",
}
"""By query, the English address of what it should find, in each language."""

MISSING = {
    "reference/contacts/merge.html": ("Page not found", "contacts merge", "reference/contacts/merge/"),
    "ca/factures/crear": ("No hem trobat la pàgina", "factures crear", "ca/reference/invoices/create/"),
    "es/firma-webhok/": ("No hemos encontrado la página", "firma webhok", "es/webhooks/"),
}
"""By an address without a page: the heading in its language, what the search has, and what that finds."""

BEST = 4
"""The wanted page is among the first so many."""

WIDTHS = (390, 768, 1440)
PAGES = {
    "light": ("", "reference/workflows/create/", "errors/", "es/webhooks/", "changelog/", "events/contact-created/"),
    "dark": (
        "reference/",
        "getting-started/",
        "ca/reference/contacts/list/",
        "ca/errors/validation-error/",
        "workflow-gallery/",
        "ca/event-explorer/",
        "ca/404/",
        "reference/workflows/create/",
    ),
}
"""What is looked at in each theme: one page of each kind, and the one with everything on it in both."""


__all__ = ["site"]


@pytest.fixture(scope="module")
def door(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """The built site before the API in this process."""
    with in_process(tmp_path_factory.mktemp("docs"), docs=site) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(door: FrontDoor) -> Iterator[Browser]:
    """A browser."""
    with chromium() as running:
        yield running


@pytest.fixture
def docs(browser: Browser, door: FrontDoor) -> Iterator[Page]:
    """A page of the documentation; what fails on it fails the test."""
    faults: list[str] = []
    context = context_of(browser, base_url=f"{door.settings.url}/docs/", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("")
    yield page
    context.close()
    assert faults == []


def found(page: Page, query: str) -> list[str]:
    """The addresses that a search shows."""
    page.fill(".search-dialog input", query)
    results = page.locator(".search-results")  # until the index is there, it says so in the reader's language
    expect(results.get_by_role("link").or_(results.get_by_text(f"“{query}”")).first).to_be_visible()
    return [str(link.get_attribute("href")).removeprefix("/docs/") for link in page.locator(".search-results a").all()]


def translated(address: str, language: str) -> str:
    """The address of the same section for readers of a language: a translation has the same ones, by other names."""
    slug, _, anchor = address.partition("/#")
    versions = {page.language: page for page in pages() if page.slug == slug}
    if not anchor or language not in versions:
        return address
    english, own = ([name for name, _, _ in sections_of(versions[each])] for each in ("en", language))
    return f"{slug}/#{own[english.index(anchor)]}"


def test_the_fields_of_an_event_are_read_on_a_phone_without_scrolling(docs):
    docs.set_viewport_size({"width": WIDTHS[0], "height": 844})
    for page in ("events/contact-created/", "ca/events/invoice-issued/"):
        docs.goto(page)
        cells = docs.locator(".fields-of-event td")
        sides = cells.evaluate_all(
            "all => all.map(one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"
        )
        assert len(sides) % 4 == 0
        assert all(0 <= left <= right <= WIDTHS[0] for left, right in sides), page
        assert docs.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0]


def test_what_is_not_stable_is_marked_and_explained(docs):
    docs.goto("ca/reference/messages/send/")
    docs.locator(".operation .state a").click()
    expect(docs).to_have_url(re.compile(r"/docs/ca/stability/$"))
    docs.goto("mcp/")
    expect(docs.locator(".state").first).to_contain_text("Beta")


@pytest.mark.parametrize("language", ["", "ca/", "es/"])
def test_the_search_forgives_typing_errors_accents_and_languages(docs, language):
    asked: list[str] = []
    docs.on("request", lambda request: asked.append(request.url))
    docs.goto(language)
    assert not any("search-" in url for url in asked), "the index is loaded when the search opens"
    docs.keyboard.press("/")
    expect(docs.locator(".search-results p")).to_be_visible()
    shown = {query: found(docs, query)[:BEST] for query in SEARCHES}
    wanted = {query: language + translated(address, language.rstrip("/")) for query, address in SEARCHES.items()}
    assert {query: best for query, best in shown.items() if wanted[query] not in best} == {}


def test_a_type_of_event_is_picked_and_found(docs):
    docs.goto("ca/event-explorer/")
    docs.get_by_label("Tipus d'esdeveniment").select_option("invoice.paid")
    docs.get_by_role("button", name="Mostra'l").press("Enter")
    expect(docs).to_have_url(re.compile("/docs/ca/events/invoice-paid/$"))
    expect(docs.get_by_label("Tipus d'esdeveniment")).to_have_value("../../events/invoice-paid/")
    docs.keyboard.press("/")
    assert "ca/events/booking-moved/" in found(docs, "booking.moved")[:2]


def test_a_search_for_nothing_says_so_and_shows_it_as_text(docs):
    docs.keyboard.press("/")
    expect(docs.locator(".search-results p")).to_be_visible()
    docs.fill(".search-dialog input", "<qqwwxx>zzqqjjkk")
    expect(docs.locator(".search-results")).to_contain_text("<qqwwxx>zzqqjjkk")


@pytest.mark.parametrize("address", MISSING)
@pytest.mark.parametrize("is_one_file", [False, True], ids=["local", "cloudfront"])
def test_an_address_without_a_page_has_its_words_searched_in_its_language(browser, door, site, address, is_one_file):
    """CloudFront has one file for all that is missing, which leads on to the page of the address's language."""
    heading, words, wanted = MISSING[address]
    context = context_of(browser, base_url=f"{door.settings.url}/docs/", viewport={"width": 390, "height": 844})
    page = context.new_page()
    if is_one_file:
        body = (site / "404.html").read_text(encoding="utf-8")
        page.route(f"**/docs/{address}", lambda route: route.fulfill(status=404, content_type="text/html", body=body))
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator(".not-found input")).to_have_value(words)
    links = page.locator(".not-found .search-results a")
    expect(links.first).to_be_visible()
    assert f"/docs/{wanted}" in [link.get_attribute("href") for link in links.all()][:BEST]
    expect(page).to_have_url(f"{door.settings.url}/docs/{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0]
    page.locator(".not-found input").fill("peppol")
    expect(links.first).to_have_attribute("href", re.compile("/peppol/"))
    page.locator(".not-found input").press("Enter")
    expect(page).to_have_url(re.compile(r"/docs/(\w\w/)?peppol/"))
    context.close()


def test_an_operation_is_found_opened_and_sent(docs, door):
    docs.keyboard.press("/")
    docs.fill(".search-dialog input", "create contact")
    docs.locator(".search-results a", has_text="Create a contact").first.click()
    expect(docs).to_have_url(re.compile("reference/contacts/create/$"))
    docs.get_by_role("tab", name="Python").click()
    expect(docs.locator("pre:visible", has_text="client.contacts.create(")).to_be_visible()
    docs.get_by_role("button", name="Try it").click()
    body = docs.get_by_label("Body")
    body.fill(body.input_value().replace("Maria Garcia", "Núria de la web"))
    docs.get_by_role("button", name="Send").click()
    answer = docs.locator(".try .result")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("Núria de la web")
    key = door.demo()["organisations"]["demo"]["keys"]["test_secret"]
    kept = door.call("/sandbox/v1/contacts/list", {"data": {"search": "Núria de la web"}}, X_API_Key=key).json()
    assert kept["data"]["pagination"]["total"] == 1


@pytest.mark.parametrize(("width", "language"), [(1440, ""), (390, "ca/")])
def test_the_answer_is_in_sight_below_the_button_with_the_code_of_what_was_sent(docs, width, language):
    docs.set_viewport_size({"width": width, "height": 800})
    docs.goto(f"{language}reference/contacts/create/")
    docs.locator("[data-try]").press("Enter")
    expect(docs.locator(".try select").first).to_be_focused()
    docs.locator(".try textarea").fill(
        '{"action": "create", "data": {"type": "person", "name": "Júlia d\'Aro", "tags": ["lead"]}}'
    )
    send = docs.locator(".try .primary")
    send.press("Enter")
    expect(docs.locator(".result .line")).to_contain_text("200")
    expect(docs.locator(".result .line")).to_be_in_viewport()
    expect(docs.locator(".result pre").first).to_be_in_viewport(ratio=0.3)
    expect(docs.get_by_role("status").filter(has_text="200")).to_be_attached()
    expect(send).to_be_focused()
    expect(docs.locator(".result pre:visible", has_text="client.contacts.create(")).to_contain_text(
        'name="Júlia d\'Aro"'
    )
    docs.locator(".result").get_by_role("tab", name="CLI").click()
    expect(docs.locator(".result pre:visible").last).to_contain_text("bivelio contacts create --type person")
    assert docs.locator(".samples > .bar [aria-selected=true]").all_text_contents() == ["CLI", "CLI"]
    assert docs.evaluate("document.documentElement.scrollWidth") <= width
    assert docs.evaluate("(form => form.scrollWidth <= form.clientWidth)(document.querySelector('.try form'))")
    docs.locator(".try .plain").press("Enter")
    expect(docs.locator(".try form")).to_be_hidden()
    expect(docs.locator("[data-try]")).to_be_focused()
    expect(docs.locator("[data-try]")).to_have_attribute("aria-expanded", "false")


def test_the_fields_of_the_form_and_its_body_follow_each_other(docs):
    docs.goto("reference/contacts/create/")
    docs.get_by_role("button", name="Try it").click()
    body, name = docs.get_by_label("Body"), docs.get_by_label("name", exact=True)
    kind = docs.locator(".try label", has_text=re.compile("^type")).locator("select")
    assert name.input_value() == json.loads(body.input_value())["data"]["name"]
    name.fill("Núria")
    kind.select_option("company")
    docs.get_by_label("email", exact=True).fill("")
    sent = json.loads(body.input_value())["data"]
    assert (sent["name"], sent["type"], "email" in sent) == ("Núria", "company", False)
    body.fill('{"data": {"type": "person", "name": "Pau"}}')
    assert (name.input_value(), kind.input_value()) == ("Pau", "person")


def test_a_mistake_in_the_form_is_told_beside_it(docs):
    docs.goto("reference/contacts/create/")
    docs.get_by_role("button", name="Try it").click()
    docs.get_by_label("Body").fill("{")
    docs.get_by_role("button", name="Send").click()
    expect(docs.get_by_role("alert")).to_contain_text("This is not JSON")


@pytest.mark.parametrize(("language", "copied"), [("", "Copied"), ("ca/", "Copiat"), ("es/", "Copiado")])
def test_code_is_copied_by_the_keyboard_and_that_is_said(docs, language, copied):
    docs.context.grant_permissions(["clipboard-read", "clipboard-write"])
    docs.goto(f"{language}reference/contacts/get/")
    docs.get_by_role("tab", name="JavaScript").click()
    docs.keyboard.press("Tab")
    docs.keyboard.press("Enter")
    expect(docs.get_by_role("status").filter(has_text=copied)).to_be_attached()
    assert str(docs.evaluate("navigator.clipboard.readText()")).startswith("import { BiVelio } from")
    docs.goto(f"{language}events/")
    docs.locator(".code .copy").first.click()
    expect(docs.locator(".code .copy").first).to_have_text(copied)
    assert docs.evaluate("navigator.clipboard.readText()") == docs.locator(".code pre").first.text_content()


def test_code_that_may_not_be_copied_is_selected_for_the_keys(docs):
    docs.goto("reference/contacts/get/")
    docs.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    docs.locator(".samples .copy").click()
    expect(docs.locator(".samples .copy")).to_have_text("Press Ctrl+C")
    assert str(docs.evaluate("String(getSelection())")).startswith("from bivelio import")


def test_the_language_of_code_is_chosen_once_for_all_pages(docs):
    docs.goto("contacts/")
    docs.get_by_role("tab", name="curl").first.click()
    assert (
        docs.locator("[role=tab][aria-selected=true]").all_text_contents()
        == ["curl"] * docs.locator("[data-tabs]").count()
    )
    beside = docs.context.new_page()
    beside.goto("ca/reference/contacts/list/")
    expect(beside.locator("[role=tab][aria-selected=true]")).to_have_text("curl")
    beside.locator("[role=tab][aria-selected=true]").press("Home")
    expect(docs.locator("[role=tab][aria-selected=true]").first).to_have_text("Python")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_no_wider_than_a_screen(browser, door, theme):
    context = context_of(browser, base_url=f"{door.settings.url}/docs/", color_scheme=theme, bypass_csp=True)
    page, script, faults = context.new_page(), AXE.read_text(encoding="utf-8"), {}
    for address in PAGES[theme]:
        page.goto(address)
        if address.startswith("reference/workflows"):
            page.get_by_role("button", name="Try it").click()
            expect(page.get_by_label("Body")).to_be_visible()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                faults[f"{address} is wider than {width}"] = wide
        page.evaluate(script)
        for each in page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
            faults[f"{address}: {each['id']}"] = each["nodes"][0]["html"]
    context.close()
    assert faults == {}
