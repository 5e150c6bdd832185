"""What a person sees when the server does not answer, the network is away, or a dialog is left half filled."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.windows import go, settled, violations

UNAVAILABLE = json.dumps(
    {"success": False, "error": {"code": "SERVICE_UNAVAILABLE", "message": "Ara no pot ser.", "request_id": "req_7"}}
)


def refuse(route: Route) -> None:
    """Answer that the service is not there."""
    route.fulfill(status=503, content_type="application/json", body=UNAVAILABLE)


@pytest.mark.parametrize("trouble", [refuse, lambda route: route.abort()], ids=["503", "lost answer"])
def test_a_server_that_does_not_answer_ends_no_session_and_keeps_the_address(visit, trouble):
    visit.allowed += ["503", "net::ERR"]
    page = visit.sign_in()
    go(page, "Contactes")
    page.get_by_label("Tipus", exact=True).select_option("company")
    expect(page).to_have_url(re.compile("type=company"))
    page.route("**/v1/auth/token*", trouble)
    page.reload()
    expect(page.get_by_role("heading", name="No arribem al servidor")).to_be_visible()
    expect(page.get_by_text("La sessió s’ha acabat")).to_have_count(0)
    assert violations(page) == {}
    page.unroute("**/v1/auth/token*")
    page.get_by_role("button", name="Torna-ho a provar").click()
    expect(page.get_by_role("heading", name="Contactes")).to_be_visible()
    expect(page).to_have_url(re.compile("type=company"))


def test_one_letter_searches_nothing_and_is_no_error(visit):
    page = visit.sign_in()
    visit.allowed.append("400")
    searched: list[str] = []
    page.on("request", lambda request: searched.append(request.post_data or "") if "/list" in request.url else None)
    for name, field in (
        ("Contactes", "Cerca per nom"),
        ("Factures", "Cerca per número"),
        ("Documents", "Cerca pel nom"),
    ):
        go(page, name)
        box = page.get_by_label(field)
        box.press_sequentially("e")
        page.wait_for_timeout(600)  # what would be sent after a pause
        expect(page.get_by_role("alert")).to_have_count(0)
        assert not any('"search"' in body for body in searched)
        box.press_sequentially("m")
        expect(page).to_have_url(re.compile("q=em"))
        box.press("Backspace")
        expect(page).not_to_have_url(re.compile("q="))
        expect(box).to_have_value("e")
        searched.clear()
    box.fill("e m")
    expect(page.get_by_text("Escriu almenys dues lletres seguides.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_without_a_network_and_after_too_many_requests_the_page_says_why_it_waits(visit):
    visit.allowed += ["429", "net::ERR"]
    page = visit.sign_in()
    settled(page)
    notices = page.get_by_role("region", name="Avisos")
    page.context.set_offline(True)
    expect(notices.get_by_text("Sense connexió a internet.")).to_be_visible()
    page.context.set_offline(False)
    expect(notices.get_by_text("Sense connexió a internet.")).to_have_count(0)

    fault = {"code": "RATE_LIMIT_EXCEEDED", "message": "Massa peticions.", "retry_after": 3}
    body = json.dumps({"success": False, "error": fault})
    refused: list[Route] = []

    def limit(route: Route) -> None:
        refused.append(route)
        if len(refused) > 1:
            route.continue_()
        else:
            route.fulfill(status=429, content_type="application/json", headers={"Retry-After": "3"}, body=body)

    page.route("**/v1/contacts/list", limit)
    go_quickly(page, "Contactes")
    waiting = notices.get_by_text(re.compile(r"Massa peticions en poca estona. Es continua d’aquí a [1-3] s"))
    expect(waiting).to_be_visible()
    expect(page.locator("main table")).to_be_visible()
    expect(waiting).to_have_count(0)


def go_quickly(page: Page, name: str) -> None:
    """Open a page from the menu, and do not wait for what it reads."""
    page.get_by_role("navigation", name="Menú principal").first.get_by_role("link", name=name, exact=True).click()


def test_a_half_filled_dialog_asks_before_it_goes(visit):
    page = visit.sign_in()
    go(page, "Contactes")
    open_form = page.get_by_role("button", name="Crea un contacte")
    dialog = page.get_by_role("dialog", name="Crea un contacte")
    question = page.get_by_role("dialog", name="Hi ha canvis sense desar")
    open_form.click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    open_form.click()
    name = dialog.get_by_label("Nom o raó social")
    name.fill("Fusteria Vila")
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(5, 5),
        lambda: dialog.get_by_role("button", name="Tanca").click(),
        page.go_back,
    ):
        leave()
        expect(question).to_be_visible()
        assert violations(page) == {}
        question.get_by_role("button", name="Cancel·la").click()
        expect(question).to_have_count(0)
        expect(name).to_have_value("Fusteria Vila")
    for is_asked in (1, 0, 1, 0, 1):  # Chrome lets a page refuse once to close what it opened
        page.keyboard.press("Escape")
        expect(question).to_have_count(is_asked)
        expect(name).to_have_value("Fusteria Vila")
    question.get_by_role("button", name="Surt sense desar").click()
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("new="))

    open_form.click()
    expect(name).to_have_value("")
    name.fill("Fusteria Vila")
    dialog.get_by_role("button", name="Cancel·la").click()
    expect(dialog).to_have_count(0)


def test_what_a_program_says_is_told_in_a_sentence(visit):
    page = visit.sign_in()
    go(page, "Contactes")
    page.route("**/v1/contacts/archive", lambda route: route.fulfill(status=200, content_type="text/html", body="<p>"))
    page.locator("main table").get_by_role("link").first.click()
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Arxiva").click()
    page.get_by_role("button", name="Arxiva el contacte").click()
    notice = page.get_by_role("alert")
    expect(notice).to_have_text("Ha fallat alguna cosa. Torna-ho a provar.")
