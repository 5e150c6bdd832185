"""Lists are put in order by a press on a heading: up, down, and as they were; on a phone, among the filters."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, anew, call, settled, violations

LISTS: dict[str, tuple[str, str, dict[str, str], list[tuple[str, str]]]] = {
    "contacts": ("contacts?env=sandbox", "contacts/list", {}, [("Nom", "name"), ("Modificat", "updated_at")]),
    "invoices": ("invoices?env=sandbox", "invoices/list", {}, [("Venciment", "due_date"), ("Total", "total")]),
    "cases": ("cases?env=sandbox", "cases/list", {}, [("Prioritat", "priority"), ("Modificat", "updated_at")]),
    "deals": (
        "deals?env=sandbox&view=list",
        "deals/list",
        {"pipeline_id": "default"},
        [("Import", "amount"), ("Tancament previst", "expected_close")],
    ),
}
OFFERED = {
    "contacts": ("name", "last_activity_at", "created_at", "updated_at"),
    "invoices": ("issue_date", "due_date", "total", "updated_at"),
    "cases": ("priority", "updated_at", "created_at"),
    "deals": ("amount", "expected_close", "created_at", "updated_at"),
}
"""The orders of each list, as the columns have them."""

ID = re.compile(r"(?:ct|inv|cs|dl)_[0-9a-z]+")


def shown(page: Page) -> list[str]:
    """The ids of the rows, in the order in which they are shown."""
    rows = page.locator("main tbody tr").all()
    return [ID.findall(row.inner_html())[0] for row in rows]


def expected(visit: Visit, name: str, sort: str | None) -> list[str]:
    """The ids of the first page, as the API has them in an order."""
    _, operation, asked, _ = LISTS[name]
    data = call(visit, operation, per_page=25, **asked, **({"sort": sort} if sort else {}))
    return [each["id"] for each in data[name]]


@pytest.mark.parametrize("name", LISTS)
def test_a_heading_puts_a_list_in_order_and_the_address_keeps_it(visit, name):
    path, _, _, headings = LISTS[name]
    page = visit.sign_in(path=path)
    settled(page)
    newest_first = shown(page)
    assert newest_first == expected(visit, name, None)
    for title, order in headings:
        heading = page.get_by_role("columnheader", name=title)
        expect(heading).to_have_attribute("aria-sort", "none")
        for sort, direction in ((order, "ascending"), (f"-{order}", "descending")):
            heading.get_by_role("button").click()
            expect(heading).to_have_attribute("aria-sort", direction)
            expect(page).to_have_url(re.compile(rf"[?&]sort={sort}(&|$)"))
            settled(page)
            assert shown(page) == expected(visit, name, sort)
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", "none")
        settled(page)
        assert shown(page) == newest_first
    assert len({tuple(expected(visit, name, order)) for _, order in headings}) > 1
    assert violations(page) == {}


@pytest.mark.parametrize("name", OFFERED)
def test_on_a_phone_a_list_is_put_in_order_among_its_filters(windows, artifacts, name):
    path, _, _, _ = LISTS[name]
    visit = windows(width=390)
    page = visit.sign_in(path=path)
    settled(page)
    newest_first = shown(page)
    page.get_by_role("button", name="Filtres", exact=True).focus()
    page.keyboard.press("Enter")
    orders = page.get_by_label("Ordena per")
    offered = [each.get_attribute("value") for each in orders.get_by_role("option").all()]
    assert offered == ["", *(f"{sign}{order}" for order in OFFERED[name] for sign in ("", "-"))]
    orders.focus()
    for key, sort in (("End", offered[-1]), ("ArrowUp", offered[-2])):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"[?&]sort={sort}(&|$)"))
        settled(page)
        assert shown(page) == expected(visit, name, sort)
    artifacts(page, f"order-{name}-390")
    orders.select_option("L’ordre de sempre")
    settled(page)
    assert shown(page) == newest_first
    assert violations(page) == {}


def test_no_heading_that_is_not_seen_has_the_focus_on_a_phone(windows):
    page = windows(width=390).sign_in(path="invoices?env=sandbox")
    settled(page)
    expect(page.locator("thead button").first).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Total", exact=True)).to_have_count(1)


def test_an_order_is_part_of_a_view(visit):
    for view in call(visit, "views/list", list="invoices")["views"]:
        if view.get("sort") == "-total":  # of an earlier try
            call(visit, "views/delete", id=view["id"])
    page = visit.sign_in(path="invoices?env=sandbox&sort=-total&page=1")
    settled(page)
    assert shown(page) == expected(visit, "invoices", "-total")
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Desa aquesta vista").click()
    dialog = page.get_by_role("dialog", name="Desa aquesta vista")
    name = anew("Les més grans")
    dialog.get_by_label("Nom de la vista").fill(name)
    dialog.get_by_role("checkbox", name="Comparteix-la amb l’equip").check()
    dialog.get_by_role("button", name="Desa la vista").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()
    (view,) = [each for each in call(visit, "views/list", list="invoices")["views"] if each["name"] == name]
    assert view["sort"] == "-total"


def test_an_order_that_a_list_does_not_have_is_left_out_of_an_address(visit):
    page = visit.sign_in(path="cases?env=sandbox&sort=title")
    settled(page)
    assert shown(page) == expected(visit, "cases", None)
