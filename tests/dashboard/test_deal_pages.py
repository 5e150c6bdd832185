"""Deals as a person sells: the board of a pipeline by keyboard and by pointer, its sums, and the list."""

import re
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import awaited, call, row

_NUMBERS = count(1)
PRESSED_IN_ONE_TASK = """(keys) => {
  for (const key of keys.map((direction) => `Arrow${direction}`))
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""
"""Arrow keys without a moment between them, as a page that is busy gets those pressed meanwhile."""


@pytest.fixture
def web(visit) -> str:
    """The title of a new deal of 4,800 euros in the stage of proposals."""
    title = f"Web {next(_NUMBERS)}"
    visit.sign_in(path="deals?env=sandbox")
    call(visit, "deals/create", title=title, amount=4800, stage_id="proposal", contact_id="ct_abc123")
    visit.page.reload()
    expect(card(visit.page, "Proposta enviada", title)).to_be_visible()
    return title


def column(page: Page, stage: str) -> Locator:
    return page.get_by_role("listitem", name=stage, exact=True)


def card(page: Page, stage: str, title: str) -> Locator:
    return column(page, stage).get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def amount(page: Page, stage: str) -> float:
    """What a stage amounts to, as its column says."""
    sums = column(page, stage).locator("strong")
    text = sums.first.inner_text() if sums.count() else "0"
    return float(re.sub(r"[^\d,]", "", text).replace(",", "."))


def test_a_deal_is_moved_by_the_keyboard_alone_and_the_sums_follow(visit, web):
    page = visit.page
    before = [amount(page, stage) for stage in ("Proposta enviada", "Negociació")]
    button = page.get_by_role("button", name=f"Mou «{web}»")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Contacte inicial")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Negociació")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page, "Negociació", web)).to_be_visible()
    expect(page.get_by_text(f"«{web}» és a «Negociació».")).to_be_visible()
    expect(button).to_be_focused()
    after = [before[0] - 4800, before[1] + 4800]
    awaited(page, lambda: [amount(page, stage) for stage in ("Proposta enviada", "Negociació")] == after)


def test_arrows_that_come_while_the_page_is_busy_are_all_obeyed(visit, web):
    page = visit.page
    page.get_by_role("button", name=f"Mou «{web}»").press("Enter")
    expect(page.get_by_role("menuitemradio", name="Contacte inicial")).to_be_focused()
    for keys, reached in (("Down Down Down", "Negociació"), ("Up Up", "Qualificada"), ("Up Up Up", "Contacte inicial")):
        page.evaluate(PRESSED_IN_ONE_TASK, keys.split())
        expect(page.get_by_role("menuitemradio", name=reached)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=f"Mou «{web}»")).to_be_focused()


def test_a_deal_is_dragged_to_another_stage_and_won(visit, web):
    page = visit.page
    card(page, "Proposta enviada", web).drag_to(column(page, "Guanyada"))
    expect(page.get_by_text(f"«{web}» és a «Guanyada».")).to_be_visible()
    expect(column(page, "Proposta enviada").get_by_role("link", name=web, exact=True)).to_have_count(0)
    listed = call(visit, "deals/list", search=web)["deals"]
    assert [(each["stage_id"], each["status"]) for each in listed if each["title"] == web] == [("won", "won")]


def test_a_deal_that_is_lost_is_asked_why(visit, web):
    page = visit.page
    card(page, "Proposta enviada", web).drag_to(column(page, "Perduda"))
    dialog = page.get_by_role("dialog", name=f"Mou «{web}» a «Perduda»")
    dialog.get_by_label("Per què s’ha perdut?").fill("Han triat una altra oferta.")
    dialog.get_by_role("button", name="Mou-la").click()
    expect(page.get_by_text(f"«{web}» és a «Perduda».")).to_be_visible()
    column(page, "Perduda").get_by_role("link", name="a la llista").click()
    row(page, web).get_by_role("link", name=web, exact=True).click()
    expect(page.get_by_role("dialog", name=web)).to_contain_text("Han triat una altra oferta.")


def test_a_move_that_is_refused_goes_back_and_says_so(visit, web):
    page = visit.page
    visit.allowed.append("500")
    fault = '{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Ha fallat","request_id":"req_7"}}'
    page.route("**/deals/move", lambda route: route.fulfill(status=500, content_type="application/json", body=fault))
    card(page, "Proposta enviada", web).drag_to(column(page, "Negociació"))
    expect(page.get_by_text("req_7")).to_be_visible()
    expect(card(page, "Proposta enviada", web)).to_be_visible()


def test_a_deal_is_made_changed_and_archived(visit):
    page = visit.sign_in(path="deals?env=sandbox&contact=ct_abc123")
    visit.allowed += ["400", "422"]
    page.get_by_role("button", name="Crea una oportunitat").first.click()
    form = page.get_by_role("dialog", name="Crea una oportunitat")
    form.get_by_role("button", name="Crea l’oportunitat").click()
    expect(form.get_by_label("Títol")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Títol").fill("Botiga nova")
    form.get_by_label("Import").fill("1.250,50")
    form.get_by_label("Etapa").select_option("qualified")
    form.get_by_role("button", name="Crea l’oportunitat").click()
    panel = page.get_by_role("dialog", name="Botiga nova")
    expect(panel).to_contain_text("1.250,50")
    panel.get_by_role("button", name="Edita").click()
    panel.get_by_label("Import").fill("")
    panel.get_by_label("Tancament previst").fill("15/05/2026")
    panel.get_by_role("button", name="Desa").click()
    expect(panel).to_contain_text("15 de maig")
    expect(panel).not_to_contain_text("1.250,50")
    panel.get_by_label("Etapa").select_option("negotiation")
    expect(page.get_by_text("«Botiga nova» és a «Negociació».")).to_be_visible()
    deal = call(visit, "deals/list", search="botiga nova")["deals"][0]
    assert (deal["stage_id"], deal["contact_id"], "amount" in deal) == ("negotiation", "ct_abc123", False)
    assert deal["owner_id"].startswith("usr_")
    panel.get_by_role("button", name="Arxiva").click()
    page.get_by_role("dialog", name="Vols arxivar «Botiga nova»?").get_by_role("button", name="Arxiva-la").click()
    expect(page.get_by_role("link", name="Botiga nova")).to_have_count(0)


def test_a_viewer_sees_the_board_and_moves_nothing(visit, windows, web):
    page = windows().sign_in("viewer", path="deals?env=sandbox")
    expect(card(page, "Proposta enviada", web)).to_be_visible()
    expect(page.get_by_role("button", name=f"Mou «{web}»")).to_have_count(0)
    expect(page.get_by_role("button", name="Crea una oportunitat")).to_have_count(0)
    assert card(page, "Proposta enviada", web).get_attribute("draggable") == "false"


def test_on_a_phone_the_stages_are_below_one_another_and_the_list_has_cards(visit, windows, web, artifacts):
    page = windows(width=390).sign_in(path="deals?env=sandbox")
    expect(card(page, "Proposta enviada", web)).to_be_visible()
    edges = [column(page, stage).bounding_box() for stage in ("Contacte inicial", "Qualificada", "Guanyada")]
    assert len({edge["x"] for edge in edges if edge}) == 1
    assert sorted(edge["y"] for edge in edges if edge) == [edge["y"] for edge in edges if edge]
    artifacts(page, "deals-390")
    page.get_by_role("button", name=f"Mou «{web}»").click()
    page.get_by_role("menuitemradio", name="Qualificada").click()
    expect(card(page, "Qualificada", web)).to_be_visible()
    page.get_by_role("tab", name="Llista").click()
    expect(row(page, web)).to_contain_text("Qualificada")
    artifacts(page, "deals-list-390")
    artifacts(visit.page, "deals-1440")


def test_a_pipeline_of_ones_own_has_a_board_of_its_own(visit):
    page = visit.sign_in(path="deals?env=sandbox")
    page.get_by_label("Procés de venda").select_option("Subscripcions")
    expect(page.get_by_text("Encara no hi ha cap oportunitat")).to_be_visible()
    call(visit, "deals/create", title="Quota", pipeline_id="pln_e5f6g7h8", amount=30)
    page.reload()
    expect(card(page, "Prova", "Quota")).to_be_visible()
    expect(column(page, "Signada")).to_contain_text("Cap oportunitat")
    expect(column(page, "Contacte inicial")).to_have_count(0)
