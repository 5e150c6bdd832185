"""API keys as a person makes, uses, rotates and revokes them."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.dashboard.windows import Held, anew, row


def test_a_key_is_made_used_rotated_and_revoked(visit, platform):
    name = anew("Botiga de prova")
    page = visit.sign_in(path="settings/api")
    page.get_by_role("button", name="Crea una clau").first.click()
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_role("radio", name="Només alguns recursos").check()
    page.get_by_label("Contactes", exact=True).select_option("read")
    page.get_by_role("button", name="Crea la clau").click()
    dialog = page.get_by_role("dialog", name=f"La clau «{name}»")
    key = dialog.get_by_test_id("secret").inner_text()
    assert re.fullmatch(r"bv_test_sk_\w{36}", key)
    line = dialog.get_by_role("region", name="curl").inner_text()
    assert f"{platform.settings.url}/sandbox/v1/contacts/list" in line
    answer = platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=key)
    assert (answer.status, answer.json()["success"]) == (200, True)
    assert platform.call("/sandbox/v1/invoices/list", {}, X_API_Key=key).status == 403
    dialog.get_by_role("button", name="Ja l’he desada").click()
    expect(row(page, name)).to_contain_text("Contactes: llegir")

    page.get_by_role("button", name=f"Accions de {name}").click()
    page.get_by_role("menuitem", name="Gira la clau").click()
    page.get_by_role("button", name="Gira la clau").click()
    second = page.get_by_test_id("secret").inner_text()
    assert second != key
    page.get_by_role("button", name="Ja l’he desada").click()
    for each in (key, second):
        assert platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=each).status == 200
    expect(row(page, name).filter(has_text="substituïda")).to_have_count(1)

    new = row(page, name).filter(has_text="activa")
    new.get_by_role("button").click()
    page.get_by_role("menuitem", name="Revoca").click()
    page.get_by_role("button", name="Revoca la clau").click()
    expect(page.get_by_text("S’ha revocat la clau")).to_be_visible()
    expect(row(page, "revocada").first).to_be_visible()


def test_a_fault_stands_at_its_field_and_takes_the_focus(visit):
    page = visit.sign_in(path="settings/api?new=true")
    visit.allowed.append("status of 4")
    page.get_by_role("button", name="Crea la clau").click()
    name = page.get_by_label("Nom", exact=True)
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    name.fill("Amb nom")
    expect(name).not_to_have_attribute("aria-invalid", "true")


def test_what_could_not_be_done_is_taken_back_with_the_requests_id(visit):
    page = visit.sign_in(path="settings/api")
    visit.allowed.append("500")
    fault = '{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Ha fallat","request_id":"req_1"}}'
    revoking = Held(page, "**/keys/revoke")
    page.get_by_role("button", name="Accions de live_read").click()
    page.get_by_role("menuitem", name="Revoca").click()
    page.get_by_role("button", name="Revoca la clau").click()
    expect(row(page, "live_read")).to_contain_text("revocada")
    Held(page, "**/keys/list")  # the list is not read again: it is taken back
    revoking.first().fulfill(status=500, content_type="application/json", body=fault)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("req_1")
    expect(notice.get_by_role("button", name="Copia l’identificador de la petició")).to_be_visible()
    expect(row(page, "live_read")).to_contain_text("activa")


def test_a_publishable_key_says_what_it_shows_to_everybody(visit, platform):
    page = visit.sign_in(path="settings/api?new=true")
    page.get_by_label("Nom", exact=True).fill("Web")
    page.get_by_role("radio", name="Publicable").check()
    expect(page.get_by_text("qualsevol que l’obri la pot copiar")).to_be_visible()
    page.get_by_role("button", name="Crea la clau").click()
    key = page.get_by_test_id("secret").inner_text()
    assert platform.call("/sandbox/v1/workflows/list", {}, X_API_Key=key).status == 200
    assert platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=key).status == 403


def test_the_keyboard_alone_signs_in_and_makes_a_key(visit, platform):
    page = visit.page
    page.goto("settings/api")
    user = platform.demo()["organisations"]["demo"]["users"][0]
    expect(page.get_by_label("Correu electrònic")).to_be_focused()
    page.keyboard.type(user["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(user["password"])
    page.keyboard.press("Enter")
    create = page.get_by_role("button", name="Crea una clau").first
    expect(create).to_be_visible()
    for _ in range(60):
        if create.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    page.keyboard.type("Amb el teclat")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("secret")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("secret")).to_be_visible()


def made(page: Page, name: str, environment: str) -> str:
    """Make a key by the form, and return its text."""
    page.get_by_role("button", name="Crea una clau").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nom", exact=True).fill(name)
    dialog.get_by_role("radio", name=environment).check()
    dialog.get_by_role("button", name="Crea la clau").click()
    text = page.get_by_test_id("secret").inner_text()
    page.get_by_role("button", name="Ja l’he desada").click()
    return text


def edit(page: Page, name: str) -> Locator:
    """Open the dialog that changes a key."""
    page.get_by_role("button", name=f"Accions de {name}").click()
    page.get_by_role("menuitem", name="Edita").click()
    return page.get_by_role("dialog", name=f"Edita «{name}»")


def test_a_key_is_edited_and_stays_the_same(visit, platform):
    page = visit.sign_in(path="settings/api")
    visit.allowed.append("status of 4")
    before, name = anew("Lectura"), anew("Botiga de lectura")
    key = made(page, before, "Proves")
    dialog = edit(page, before)
    expect(dialog.get_by_role("radio", name="Llegir-ho tot")).to_be_checked()
    dialog.get_by_label("Nom", exact=True).fill(name)
    dialog.get_by_role("radio", name="Només alguns recursos").check()
    dialog.get_by_label("Contactes", exact=True).select_option("read")
    limit = dialog.get_by_label("Límit de peticions per minut")
    limit.fill("0")
    dialog.get_by_role("button", name="Desa").click()
    expect(limit).to_have_attribute("aria-invalid", "true")
    limit.fill("60")
    dialog.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible()
    expect(row(page, name)).to_contain_text("Contactes: llegir")
    expect(row(page, name)).to_contain_text("com a molt 60 peticions per minut")
    assert platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=key).status == 200
    assert platform.call("/sandbox/v1/invoices/list", {}, X_API_Key=key).status == 403

    dialog = edit(page, name)
    expect(dialog.get_by_label("Contactes", exact=True)).to_have_value("read")
    dialog.get_by_label("Límit de peticions per minut").fill("")
    dialog.get_by_role("button", name="Desa").click()
    expect(row(page, name)).not_to_contain_text("peticions per minut")


def test_giving_a_live_key_more_asks_who_it_is_when_the_sign_in_was_long_ago(visit, platform):
    page = visit.sign_in(path="settings/api")
    visit.allowed.append("403")
    name = anew("Botiga real")
    made(page, name, "Real")
    refusal = {
        "code": "AUTH_CONFIRMATION_REQUIRED",
        "message": "Abans has de confirmar que ets tu.",
        "request_id": "req_1",
        "details": {"reason": "not_recent", "method": "password", "max_age_seconds": 900},
    }
    asked: list[Route] = []

    def refuse_once(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=403, json={"success": False, "error": refusal})
        else:
            route.continue_()

    page.route("**/keys/update", refuse_once)
    dialog = edit(page, name)
    dialog.get_by_role("radio", name="Llegir i escriure").check()
    dialog.get_by_role("button", name="Desa").click()
    question = page.get_by_role("dialog", name="Confirma que ets tu")
    users = platform.demo()["organisations"]["demo"]["users"]
    question.get_by_label("La teva contrasenya").fill(
        next(each["password"] for each in users if each["role"] == "owner")
    )
    question.get_by_role("button", name="Continua").click()
    expect(row(page, name)).to_contain_text("Llegir i escriure")
    assert len(asked) == 2
