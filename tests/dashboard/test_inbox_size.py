"""An inbox of 1,000 conversations, one of them of 2,000 messages: what is asked for and drawn does not grow with it."""

import re

import pytest
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.terms import MESSAGES
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.tenancy import Tenant
from playwright.sync_api import expect

from benchmarks.inbox_filler import fill
from tests.dashboard.windows import settled

LONG, A_PAGE, DRAWN = 2_000, 50, 200
FURTHER = "of => of.scrollTo(0, {up: 0, down: of.scrollHeight}['%s'])"


@pytest.fixture(scope="module")
def contact(platform):
    """The contact with whom there are 2,000 messages, the newest of all conversations."""
    organisation = platform.demo()["organisations"]["demo"]["id"]
    store = store_of(Tenant.at(organisation, "live"))
    contact_ids = fill(store.table, store.tenant, [*[1] * 999, LONG])
    for indexed in (CONTACTS, MESSAGES):  # what the stream does on a platform
        assert rebuild(store, indexed, None, seconds=600).cursor is None
    return contact_ids[-1]


@pytest.fixture
def asked(visit, contact):
    """The operations of messages that the page asks for from now on; somebody has signed in, away from the inbox."""
    visit.sign_in(path="cases")
    names = list[str]()
    visit.page.on("request", lambda request: names.append(request.url.partition("/v1/")[2]))
    return lambda: [each for each in names if each.startswith("messages/")], names.clear


def test_a_list_of_a_thousand_conversations_draws_a_page_of_them(visit, asked):
    names, clear = asked
    page = visit.go("/conversations")
    rows = page.get_by_role("list", name="Converses").get_by_role("link")
    expect(rows).to_have_count(25)
    assert names() == ["messages/conversations"]
    clear()
    page.get_by_role("link", name="Pàgina 2", exact=True).click()
    expect(page.get_by_role("link", name="Pàgina 2", exact=True)).to_have_attribute("aria-current", "page")
    settled(page)
    expect(rows).to_have_count(25)
    assert names().count("messages/conversations") == 1
    assert page.locator("main *").count() < 700
    rows.last.focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Pàgina 3", exact=True)).to_have_attribute("aria-current", "page")
    expect(rows.first).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Pàgina 2", exact=True)).to_have_attribute("aria-current", "page")
    expect(rows.last).to_be_focused()


def test_a_thread_of_two_thousand_messages_is_read_from_its_end_a_page_at_a_time(visit, asked, contact):
    names, clear = asked
    page = visit.go("/conversations")
    page.get_by_role("list", name="Converses").get_by_role("link").first.click()
    thread = page.get_by_role("log", name="Missatges")
    said = thread.get_by_role("article")
    expect(said).to_have_count(A_PAGE)
    expect(said.last).to_contain_text(f"({LONG})")
    expect(said.last).to_be_in_viewport()
    assert names().count("messages/list") == 1
    clear()
    for number in range(LONG - A_PAGE, 0, -A_PAGE):
        thread.evaluate(FURTHER % "up")
        expect(thread.get_by_text(re.compile(rf"\({number}\)$"))).to_be_attached(timeout=30_000)
        assert said.count() <= DRAWN
    expect(said.first).to_contain_text("(1)")
    assert not page.get_by_role("button", name="Mostra els anteriors").is_visible()
    pages = LONG // A_PAGE - 1
    assert pages <= names().count("messages/list") <= pages * 1.5  # with what is asked again after a while
    thread.get_by_role("button", name="Ves als últims").click()
    expect(said.last).to_contain_text(f"({LONG})")
    expect(said.last).to_be_in_viewport()
    assert said.count() <= DRAWN


def test_what_is_read_stays_where_it_is_when_older_messages_are_put_above_it(visit, contact):
    page = visit.sign_in(path=f"conversations?with={contact}")
    thread = page.get_by_role("log", name="Missatges")
    oldest = thread.get_by_text(f"({LONG - A_PAGE + 1})")
    expect(oldest).to_be_attached()
    thread.evaluate("of => of.scrollTo(0, 60)")
    before = oldest.bounding_box()["y"]
    thread.get_by_role("button", name="Mostra els anteriors").evaluate("of => of.click()")
    expect(thread.get_by_role("article")).to_have_count(2 * A_PAGE)
    assert abs(oldest.bounding_box()["y"] - before) <= 2
    for pages in range(3, 6):
        thread.evaluate(FURTHER % "up")
        expect(thread.get_by_text(f"({LONG - pages * A_PAGE + 1})")).to_be_attached()
    expect(thread.get_by_role("button", name="Mostra els següents")).to_be_attached()
    thread.evaluate(FURTHER % "down")
    expect(thread.get_by_role("button", name="Mostra els següents")).to_have_count(0)
    expect(thread.get_by_role("article").last).to_contain_text(f"({LONG})")
