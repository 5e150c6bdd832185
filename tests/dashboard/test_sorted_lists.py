"""Lists of invoices, cases and deals are put in order by a press on a heading: upwards, downwards, and as they were."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, call, settled, violations

LISTS = {
    "invoices": ("invoices?env=sandbox", "invoices/list", {}, [("Venciment", "due_date"), ("Total", "total")]),
    "cases": ("cases?env=sandbox", "cases/list", {}, [("Prioritat", "priority"), ("Modificat", "updated_at")]),
    "deals": (
        "deals?env=sandbox&view=list",
        "deals/list",
        {"pipeline_id": "default"},
        [("Import", "amount"), ("Tancament previst", "expected_close")],
    ),
}
ID = re.compile(r"(?:inv|cs|dl)_[0-9a-z]+")


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


def test_an_order_is_part_of_a_view(visit):
    page = visit.sign_in(path="invoices?env=sandbox&sort=-total&page=1")
    settled(page)
    assert shown(page) == expected(visit, "invoices", "-total")
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Desa aquesta vista").click()
    dialog = page.get_by_role("dialog", name="Desa aquesta vista")
    dialog.get_by_label("Nom de la vista").fill("Les més grans")
    dialog.get_by_role("checkbox", name="Comparteix-la amb l’equip").check()
    dialog.get_by_role("button", name="Desa la vista").click()
    expect(page.get_by_role("button", name="Les més grans")).to_be_visible()
    (view,) = [each for each in call(visit, "views/list", list="invoices")["views"] if each["name"] == "Les més grans"]
    assert view["sort"] == "-total"


def test_an_order_that_a_list_does_not_have_is_left_out_of_an_address(visit):
    page = visit.sign_in(path="cases?env=sandbox&sort=title")
    settled(page)
    assert shown(page) == expected(visit, "cases", None)
