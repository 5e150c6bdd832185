"""Views of lists, which the platform keeps, of a person alone or of the team; and what a browser had of before."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, call, row, settled, violations


def saved(page: Page, name: str, *, shared: bool = False) -> None:
    """Keep what the list shows as a view."""
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Desa aquesta vista").click()
    dialog = page.get_by_role("dialog", name="Desa aquesta vista")
    dialog.get_by_label("Nom de la vista").fill(name)
    if shared:
        dialog.get_by_role("checkbox", name="Comparteix-la amb l’equip").check()
    dialog.get_by_role("button", name="Desa la vista").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()


def views(visit: Visit, of: str) -> list[dict[str, object]]:
    """The shared views of a list, as another program sees them."""
    return [view for view in call(visit, "views/list", list=of)["views"] if view["name"] not in SAMPLES]


def has(*parts: str) -> re.Pattern[str]:
    """An address that has all of these."""
    return re.compile("".join(f"(?=.*{re.escape(part)})" for part in parts))


SAMPLES = ("Vençudes", "Urgents")


@pytest.fixture(autouse=True)
def without_views(visit):
    """The sandbox without what an earlier try has kept."""
    for of in ("invoices", "cases"):
        for view in views(visit, of):
            call(visit, "views/delete", id=view["id"])


def test_filters_and_columns_of_invoices_are_a_view_of_the_team(visit, windows):
    page = visit.sign_in(path="invoices?env=sandbox&status=draft&type=issued")
    settled(page)
    page.get_by_role("button", name="Columnes").click()
    dialog = page.get_by_role("dialog", name="Columnes")
    dialog.get_by_role("checkbox", name="Venciment").uncheck()
    dialog.get_by_role("button", name="Fet").click()
    saved(page, "Per emetre", shared=True)
    assert violations(page) == {}
    (view,) = views(visit, "invoices")
    assert view["filters"] == {"status": ["draft"], "type": ["issued"]}
    assert view["columns"] == ["number", "client", "issue_date", "status", "total", "amount_due"]

    other = windows()
    page = other.sign_in("viewer", path="invoices?env=sandbox")
    settled(page)
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Per emetre").click()
    expect(page).to_have_url(has("status=draft", "type=issued"))
    expect(page.get_by_role("columnheader", name="Venciment")).to_have_count(0)
    expect(row(page, "emesa")).to_have_count(0)
    page.get_by_role("button", name="Per emetre").click()
    expect(page.get_by_role("menuitem", name="Esborra la vista")).to_have_count(0)
    assert other.faults == []


def test_a_view_of_the_same_name_is_replaced_and_one_is_deleted(visit):
    page = visit.sign_in(path="cases?env=sandbox&status=open")
    settled(page)
    saved(page, "Porta", shared=True)
    page.get_by_label("Prioritat").select_option("high")
    saved(page, "Porta", shared=True)
    (view,) = views(visit, "cases")
    assert (view["filters"], view["version"]) == ({"status": ["open"], "priority": ["high"]}, 2)
    page.get_by_role("button", name="Porta").click()
    page.get_by_role("menuitem", name="Esborra la vista «Porta»").click()
    expect(page.get_by_text("S’ha esborrat la vista.")).to_be_visible()
    assert views(visit, "cases") == []


def test_what_a_viewer_keeps_stays_in_the_browser(visit):
    page = visit.sign_in("viewer", path="invoices?env=sandbox&status=draft")
    settled(page)
    saved(page, "Esborranys")
    assert "Esborranys" not in [view["name"] for view in views(visit, "invoices")]
    page.goto("invoices?env=sandbox")
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Esborranys").click()
    expect(page).to_have_url(has("status=draft", "env=sandbox"))
    page.get_by_role("button", name="Esborranys").click()
    page.get_by_role("menuitem", name="Esborra la vista «Esborranys»").click()
    page.goto("invoices?env=sandbox")
    page.get_by_role("button", name="Vistes").click()
    expect(page.get_by_role("menuitem", name="Vençudes")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Esborranys")).to_have_count(0)


def test_what_a_browser_had_of_before_moves_to_the_platform(visit, windows):
    page = visit.sign_in(path="deals?view=list")
    settled(page)
    organisation = visit.platform.demo()["organisations"]["demo"]["id"]
    kept = [{"name": "Guanyades", "search": {"view": "list", "status": "won"}}]
    stored = [f"views {organisation} /deals", json.dumps(kept)]
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", stored)
    page.reload()
    settled(page)
    page.get_by_role("button", name="Vistes").click()
    expect(page.get_by_role("menuitem", name="Guanyades")).to_be_visible()
    for _ in range(300):
        if page.evaluate("(name) => localStorage.getItem(name)", stored[0]) is None:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("(name) => localStorage.getItem(name)", stored[0]) is None
    other = windows()
    page = other.sign_in(path="deals?view=list")
    settled(page)
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Guanyades").click()
    expect(page).to_have_url(has("status=won", "view=list"))
