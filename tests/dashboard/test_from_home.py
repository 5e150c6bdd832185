"""What an owner meets from Home on: names in lists, drafts, notices that go, other tabs, an invitation."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.editor import Call, api, create
from tests.dashboard.people import PASSWORD, address, bearer, mails, token_of
from tests.dashboard.windows import Visit, go, row, settled, violations
from tests.front_door import FrontDoor

__all__ = ["address", "api", "create", "mails", "token_of"]

MOST_REQUESTS = 3
"""So many requests a page may need for its first content."""


def requests_of(page: Page) -> list[str]:
    """The operations that a page asks from now on."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.partition("/v1/")[2]) if "/v1/" in request.url else None
    )
    return asked


@pytest.mark.parametrize("link", ["Casos", "Oportunitats", "Converses", "Contactes", "Factures"])
def test_a_list_has_the_names_that_it_shows(visit: Visit, link: str) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    asked = requests_of(page)
    go(page, link)
    settled(page)
    expect(page.get_by_text("Empresa ABC S.L.").first).to_be_visible()
    assert len(asked) <= MOST_REQUESTS, asked
    assert not [each for each in asked if each.startswith("contacts/get")]


def test_a_draft_shows_no_number_until_it_is_issued(visit: Visit, api: Call) -> None:
    line = {"description": "Hores", "quantity": 1, "unit_price": 10}
    drafted = api("invoices/create", client_id="ct_abc123", line_items=[line])
    page = visit.sign_in(path="?env=sandbox")
    go(page, "Factures")
    expect(row(page, "FAC-2026-042")).to_be_visible()
    draft = page.locator(f"a[href*='{drafted['id']}']")
    expect(draft).to_have_text("Esborrany")
    draft.click()
    expect(page.get_by_role("heading", name="Esborrany")).to_be_visible()
    said = page.get_by_text(drafted["number"])
    expect(said).to_contain_text("Número provisional")  # by its picture alone, which comes last
    page.get_by_role("button", name="Emet").click()
    dialog = page.get_by_role("dialog", name="Emet la factura")
    expect(dialog.get_by_role("button", name="Emet la factura")).to_be_visible()
    expect(said).to_have_count(1)


def test_who_signs_out_in_one_tab_is_out_in_the_others_and_comes_back_in_all(visit: Visit) -> None:
    page = visit.sign_in()
    other = page.context.new_page()
    other.goto("contacts?env=sandbox")
    expect(other.get_by_text("Empresa ABC S.L.").first).to_be_visible()
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Surt").click()
    expect(other.get_by_label("Contrasenya")).to_be_visible()
    expect(other.get_by_text("Empresa ABC S.L.")).to_have_count(0)

    owner = visit.platform.demo()["organisations"]["demo"]["users"][0]
    page.get_by_label("Correu electrònic").fill(owner["email"])
    page.get_by_label("Contrasenya").fill(owner["password"])
    page.get_by_role("button", name="Entra").click()
    expect(other.get_by_text("Empresa ABC S.L.").first).to_be_visible()


def test_an_error_that_is_told_goes_by_itself_but_not_while_somebody_reads_it(visit: Visit) -> None:
    page = visit.page
    page.clock.install()
    visit.allowed.append("status of 500")
    visit.sign_in(path="?env=sandbox")
    go(page, "Factures")
    row(page, "FAC-2026-042").get_by_role("link").first.click()
    settled(page)
    fault = {"success": False, "error": {"code": "INTERNAL_ERROR", "message": "Ha fallat.", "request_id": "req_1"}}
    page.route("**/invoices/export", lambda route: route.fulfill(status=500, json=fault))
    region = page.get_by_role("region", name="Avisos")  # the page of the invoice says it of its own picture too
    for _ in range(2):
        page.get_by_role("button", name="Baixa el PDF").click()
        page.clock.run_for(5_000)
        expect(region.get_by_role("alert").filter(has_text="Ha fallat.")).to_have_count(1)
    region.get_by_role("alert").hover()
    page.clock.run_for(60_000)
    expect(region.get_by_role("alert")).to_be_visible()
    assert violations(page) == {}
    page.mouse.move(10, 10)
    page.clock.run_for(21_000)
    expect(region.get_by_role("alert")).to_have_count(0)


def test_an_approval_that_one_may_not_decide_has_no_buttons(visit: Visit, api: Call, create) -> None:
    step = {"id": "ask", "type": "approval", "input": {"message": "La pagues?", "roles": ["member"]}}
    api("workflows/execute", workflow_id=create(step), input={})
    page = visit.sign_in(path="?env=sandbox")
    go(page, "Aprovacions")
    form = page.get_by_role("form", name="Decisió: La pagues?")
    expect(form).to_contain_text("No ho pots decidir tu.")
    expect(form.get_by_role("button")).to_have_count(0)


def test_somebody_invited_in_spanish_reads_spanish_and_goes_in_at_once(
    windows, platform: FrontDoor, token_of, address: str
) -> None:
    asked = {"data": {"email": address, "role": "member", "language": "es"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    guest: Visit = windows(locale="fr-FR")
    page = guest.page
    page.goto(f"accept#{token_of('accept', address)}")
    expect(page.get_by_role("heading", name=re.compile("^Te invitan a "))).to_be_visible()
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Acepta la invitación").click()
    expect(page.get_by_role("button", name="Tu cuenta")).to_be_visible()
    expect(page).to_have_url(re.compile("/app/$"))


def test_who_has_an_account_types_the_password_once_or_not_at_all(
    windows, visit: Visit, platform: FrontDoor, organisation, address: str
) -> None:
    other = organisation("pro")
    known = other["users"][0]
    asked = {"data": {"email": known["email"], "role": "member"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    link = f"accept#{platform.tokens('accept', known['email'])[0]}"
    page = visit.page
    page.goto(link)
    page.get_by_role("button", name="Accepta la invitació").click()
    expect(page.get_by_label("Correu electrònic")).to_have_value(known["email"])
    page.get_by_label("Contrasenya").fill(known["password"])
    page.get_by_role("button", name="Entra").click()
    page.get_by_role("button", name="El teu compte").click()
    expect(page.get_by_text("Demo (local)").first).to_be_visible()


def test_the_first_language_is_the_browsers_own(windows) -> None:
    for locale, words in (("es-MX", "Inicia sesión"), ("en-GB", "Sign in"), ("fr-FR", "Inicia la sessió")):
        page = windows(locale=locale).page
        page.goto("")
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        assert page.evaluate("localStorage.getItem('language')") is None
