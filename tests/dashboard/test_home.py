"""Home for who runs the business: its cards, each by itself, the first steps, and the tab that is remembered."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.dashboard.editor import Call, api
from tests.dashboard.test_from_home import MOST_REQUESTS, requests_of
from tests.dashboard.windows import Visit, settled, violations

__all__ = ["api"]

CARDS = {
    "Per cobrar i per pagar": "invoices/summary",
    "Converses per llegir": "messages/conversations",
    "Aprovacions que esperen": "workflows/instances",
    "Avui": "calendar/events",
    "Casos oberts": "cases/list",
}
FAULT = {"success": False, "error": {"code": "INTERNAL_ERROR", "message": "Ha fallat.", "request_id": "req_1"}}


def card(page: Page, name: str) -> Locator:
    """A card of Home."""
    return page.get_by_role("region", name=re.compile(f"^{name}"))


def test_the_cards_say_what_there_is_and_lead_to_the_lists(visit: Visit, api: Call) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = (each.isoformat().replace("+00:00", "Z") for each in (now, now + timedelta(minutes=30)))
    api("calendar/create", title="Revisió del contracte", start=start, end=end)
    summary = api("invoices/summary")
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    money = card(page, "Per cobrar i per pagar")
    expect(money).to_contain_text(f"{summary['unpaid']['count']} factures")
    expect(card(page, "Converses per llegir")).to_contain_text("Empresa ABC S.L.")
    expect(card(page, "Casos oberts")).to_contain_text("Canvi de pla a Enterprise")
    expect(card(page, "Avui")).to_contain_text("Revisió del contracte")
    assert violations(page) == {}

    money.get_by_role("link", name=f"{summary['unpaid']['count']} factures").click()
    expect(page).to_have_url(re.compile(r"/invoices\?.*type=issued&unpaid=true"))
    expect(page.get_by_label("Estat", exact=True)).to_have_value("unpaid")
    settled(page)
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(summary["unpaid"]["count"] + 1)
    page.get_by_label("Estat", exact=True).select_option("draft")
    expect(page).to_have_url(re.compile(r"/invoices\?.*status=draft"))
    expect(page).not_to_have_url(re.compile("unpaid"))


@pytest.mark.parametrize(
    ("name", "link", "address"),
    [
        ("Aquest mes", "Factures del mes", r"/invoices\?.*type=issued&from=\d{4}-\d\d-01&to="),
        ("Converses per llegir", "Totes les que són per llegir", r"/conversations\?.*unread=true"),
        ("Aprovacions que esperen", "Totes les aprovacions", "/approvals"),
        ("Avui", "El calendari", "/calendar"),
        ("Casos oberts", "Tots els casos oberts", r"/cases\?.*status=open"),
    ],
)
def test_each_card_leads_to_its_list(visit: Visit, name: str, link: str, address: str) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    card(page, name).get_by_role("link", name=link).click()
    expect(page).to_have_url(re.compile(address))
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_that_fails_leaves_the_others(visit: Visit, name: str) -> None:
    visit.allowed.append("status of 500")
    visit.page.route(f"**/{CARDS[name]}", lambda route: route.fulfill(status=500, json=FAULT))
    page = visit.sign_in(path="?env=sandbox")
    expect(card(page, name).get_by_role("alert")).to_contain_text("Ha fallat.", timeout=30_000)
    settled(page)
    for other in CARDS.keys() - {name}:
        expect(card(page, other)).to_be_visible()
        expect(card(page, other).get_by_role("alert")).to_have_count(0)
    page.unroute(f"**/{CARDS[name]}")
    card(page, name).get_by_role("button", name="Torna-ho a provar").click()
    expect(card(page, name).get_by_role("alert")).to_have_count(0)


def test_the_first_content_takes_three_requests(visit: Visit) -> None:
    page = visit.sign_in(path="contacts?env=sandbox")
    settled(page)
    never: Callable[[Route], None] = lambda _: None  # noqa: E731
    page.route(re.compile("/(calendar/events|cases/list|usage/get|keys/list)$"), never)
    asked = requests_of(page)
    page.get_by_role("link", name="Inici", exact=True).first.click()
    expect(card(page, "Per cobrar i per pagar")).to_contain_text("factures")
    first = asked[:MOST_REQUESTS]
    assert {each.rstrip("/") for each in first} == {"invoices/summary", "messages/conversations", "workflows/instances"}


def test_the_tab_that_was_looked_at_last_is_shown_the_next_time(visit: Visit) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    page.get_by_role("tab", name="Desenvolupament").click()
    expect(page.get_by_role("img", name=re.compile("Peticions de les últimes 24 hores"))).to_be_visible()
    page.goto("contacts?env=sandbox")
    page.get_by_role("link", name="Inici", exact=True).first.click()
    expect(page.get_by_role("tab", name="Desenvolupament")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Negoci").click()
    page.goto("")
    expect(page.get_by_role("tab", name="Negoci")).to_have_attribute("aria-selected", "true")


def test_the_first_steps_tick_themselves_off_and_go_away(windows, organisation: Callable[[str], Any]) -> None:
    person = organisation("pro")
    owner = person["users"][0]
    visit: Visit = windows()
    page = visit.sign_in_as(owner["email"], owner["password"])
    steps = page.get_by_role("region", name="Primers passos")
    expect(steps.get_by_role("listitem")).to_have_count(6)
    contact = steps.get_by_role("listitem").filter(has_text="Crea el primer contacte")
    expect(contact.get_by_label("per fer")).to_be_visible()
    contact.get_by_role("link").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Nom o raó social").fill("Empresa XYZ S.L.")
    form.get_by_role("button", name="Crea el contacte").click()
    expect(page.get_by_role("heading", level=1, name="Empresa XYZ S.L.")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Inici", exact=True).first.click()
    expect(contact.get_by_label("fet")).to_be_visible()
    assert violations(page) == {}
    steps.get_by_role("button", name="Amaga’ls").click()
    expect(steps).to_have_count(0)
    page.goto("")
    settled(page)
    expect(steps).to_have_count(0)


def test_a_viewer_has_no_steps_to_take_and_is_refused_nothing(windows, organisation: Callable[[str], Any]) -> None:
    viewer = next(each for each in organisation("pro")["users"] if each["role"] == "viewer")
    refused: list[Request] = []
    visit: Visit = windows()
    visit.page.on("response", lambda answer: refused.append(answer.request) if answer.status == 403 else None)
    page = visit.sign_in_as(viewer["email"], viewer["password"])
    settled(page)
    expect(card(page, "Casos oberts")).to_contain_text("No hi ha cap cas obert.")
    expect(page.get_by_role("region", name="Primers passos")).to_have_count(0)
    assert refused == []
