"""One's own account: name and language, the second factor with its codes, sessions, password."""

import re
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.people import PASSWORD, address, bearer, heading, joined, mails, token_of
from tests.dashboard.windows import Visit, judged, row, settled, violations
from tests.front_door import FrontDoor

__all__ = ["address", "mails", "token_of"]


def aged(platform: FrontDoor, session: str) -> None:
    """Let a session's last proof of identity be an hour ago."""
    database = platform.client("dynamodb")
    database.update_item(
        TableName=database.list_tables()["TableNames"][0],
        Key={"PK": {"S": f"RTF#{session}"}, "SK": {"S": "-"}},
        ConditionExpression="attribute_exists(PK)",
        UpdateExpression="SET confirmed_at = confirmed_at - :hour",
        ExpressionAttributeValues={":hour": {"N": "3600"}},
    )


def session_of(page: Page) -> str:
    """The id of the session that a window is signed in with, as the list of sessions answers it.

    The answer is read where the window gets it: a browser forgets the body of an answer when its page goes elsewhere.
    """
    bodies: list[dict[str, Any]] = []

    def read(route: Route) -> None:
        answer = route.fetch()
        if answer.ok and route.request.method == "POST":
            bodies.append(answer.json())
        route.fulfill(response=answer)

    page.route("**/v1/auth/sessions/list", read)
    page.goto("settings/security")
    settled(page)
    page.unroute("**/v1/auth/sessions/list")
    return str(next(each["id"] for each in bodies[-1]["data"]["sessions"] if each["is_current"]))


def test_own_name_and_language_are_changed(visit: Visit, platform, token_of, address):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/account")
    expect(page.get_by_role("main").get_by_text(address, exact=True)).to_be_visible()
    page.get_by_label("Nom", exact=True).fill("Núria Serra")
    page.get_by_role("main").get_by_label("Llengua").select_option("es")
    page.get_by_role("button", name="Desa").click()
    expect(page.locator("main h1")).to_have_text("Tus datos")
    page.reload()
    expect(page.get_by_label("Nombre", exact=True)).to_have_value("Núria Serra")


def test_recovery_codes_are_made_anew_and_the_former_ones_end(visit: Visit, windows, platform, token_of, address):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    former = enrolled(page)
    page.get_by_role("button", name="Fes codis nous").click()
    page.get_by_role("button", name="Fes-ne de nous").click()
    expect(page.get_by_test_id("codes").get_by_role("listitem")).to_have_count(10)
    codes = page.get_by_test_id("codes").get_by_role("listitem").all_inner_texts()
    assert not set(codes) & set(former)
    page.get_by_role("button", name="Ja els he desat").click()
    other = windows(390)
    other.allowed.append("status of 401")
    second = other.page
    second.goto("settings/security")
    second.get_by_label("Correu electrònic").fill(address)
    second.get_by_label("Contrasenya").fill(PASSWORD)
    second.get_by_role("button", name="Entra").click()
    second.get_by_role("button", name="fes servir un codi de recuperació").click()
    second.get_by_label("Codi de recuperació").fill(former[0])
    second.get_by_role("button", name="Entra").click()
    expect(second.get_by_role("alert")).to_be_visible()
    second.get_by_label("Codi de recuperació").fill(codes[0])
    second.get_by_role("button", name="Entra").click()
    expect(second.get_by_text("Et queden 9 codis de recuperació.")).to_be_visible()


def enrolled(page: Page) -> list[str]:
    """Switch the second factor on: the recovery codes."""
    page.get_by_role("button", name="Activa el segon factor").click()
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_label("Codi de l’aplicació").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activa’l").click()
    expect(page.get_by_test_id("codes").get_by_role("listitem")).to_have_count(10)
    codes = page.get_by_test_id("codes").get_by_role("listitem").all_inner_texts()
    page.get_by_role("button", name="Ja els he desat").click()
    return codes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_codes_questions_and_the_second_step_are_accessible(windows, artifacts, platform, token_of, address, theme):
    joined(platform, token_of, address)
    visit = windows(390, color_scheme=theme, bypass_csp=True)
    visit.allowed.append("status of 401")
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    found: dict[str, object] = {}

    def looked(name: str) -> None:
        artifacts(page, f"people-{name}-390-{theme}")
        found.update({f"{name} {rule}": html for rule, html in violations(page).items()})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name

    enrolled(page)
    looked("factor-on")
    page.get_by_role("button", name="Desactiva", exact=True).click()
    looked("confirm")
    page.get_by_role("button", name="Cancel·la").click()
    page.get_by_role("button", name="Fes codis nous").click()
    looked("renew")
    page.get_by_role("button", name="Fes-ne de nous").click()
    expect(page.get_by_test_id("codes")).to_be_visible()
    looked("codes")
    page.get_by_role("button", name="Ja els he desat").click()
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Surt").click()
    page.get_by_label("Correu electrònic").fill(address)
    page.get_by_label("Contrasenya").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_label("Codi de l’aplicació")).to_be_visible()
    looked("second-step")
    page.get_by_role("button", name="fes servir un codi de recuperació").click()
    looked("recovery-step")
    assert found == {}


def test_a_live_key_asks_for_the_password_when_the_sign_in_is_long_ago(visit: Visit, platform):
    page = visit.sign_in("admin", path="settings/security")
    visit.allowed.append("status of 4")
    aged(platform, session_of(page))
    page.goto("settings/api?new=true")
    page.get_by_label("Nom", exact=True).fill("Amb prova")
    page.get_by_role("radio", name="Real Les dades").check()
    page.get_by_role("button", name="Crea la clau").click()
    proof = page.get_by_role("dialog", name="Confirma que ets tu")
    proof.get_by_role("button", name="Cancel·la").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Crea la clau").click()
    proof.get_by_label("La teva contrasenya").fill("no és aquesta")
    proof.get_by_role("button", name="Continua").click()
    expect(proof.get_by_label("La teva contrasenya")).to_have_attribute("aria-invalid", "true")
    proof.get_by_label("La teva contrasenya").fill("admin-of-demo-2026")
    proof.get_by_role("button", name="Continua").click()
    expect(page.get_by_test_id("secret")).to_contain_text("bv_live_sk_")


def test_sessions_are_listed_and_ended_and_the_password_changes(visit: Visit, windows, platform, token_of, address):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    visit.allowed.append("status of 4")
    windows(390).sign_in_as(address, PASSWORD)
    page.reload()
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(1)
    page.get_by_role("button", name="Tanca-la").click()
    expect(page.get_by_text("S’ha tancat la sessió.")).to_be_visible()
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(0)
    form = page.get_by_role("form", name="Canvia la contrasenya")
    form.get_by_label("Contrasenya actual").fill("una altra cosa")
    form.get_by_label("Contrasenya nova").fill("la contrasenya de després")
    form.get_by_role("button").click()
    expect(form.get_by_label("Contrasenya actual")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Contrasenya actual").fill(PASSWORD)
    form.get_by_role("button").click()
    expect(page.get_by_text("S’ha canviat la contrasenya")).to_be_visible()
    windows(390).sign_in_as(address, "la contrasenya de després")


def test_all_other_sessions_end_and_this_one_stays(visit: Visit, windows, platform, token_of, address):
    joined(platform, token_of, address)
    others = [windows(390), windows(390)]
    for other in others:
        other.sign_in_as(address, PASSWORD)
        other.allowed.append("status of 401")
    page = visit.sign_in_by_form(address, PASSWORD, "settings/security")
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(2)
    device = page.get_by_role("cell", name=re.compile("^(Chrome|Firefox|Safari) a (Linux|macOS|Windows)$"))
    expect(device).to_have_count(1)
    expect(page.get_by_role("cell", name="dispositiu desconegut")).to_have_count(2)
    page.get_by_role("button", name="Tanca totes les altres").click()
    question = page.get_by_role("dialog", name="Vols tancar totes les altres sessions?")
    question.get_by_role("button", name="Cancel·la").click()
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(2)
    page.get_by_role("button", name="Tanca totes les altres").click()
    question.get_by_role("button", name="Tanca-les").click()
    expect(page.get_by_text("S’han tancat totes les altres sessions.")).to_be_visible()
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(0)
    expect(page.get_by_role("table").get_by_text("aquesta")).to_be_visible()
    page.reload()
    heading(page, "Seguretat")


def test_an_owner_who_must_have_a_second_factor_is_led_to_it(visit: Visit, platform, organisation):
    own = organisation("pro")
    owner = own["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"], "settings/team")
    visit.allowed.append("status of 403")
    expect(row(page, owner["email"])).to_be_visible()
    sent = {"email": owner["email"], "password": owner["password"]}
    answer = platform.call("/v1/auth/token?grant_type=password", sent, apikey=own["keys"]["live_publishable"])
    held = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    required = {"data": {"mfa_required_for_owners": True}}
    assert platform.call("/v1/organisation/update", required, **held).status == 200
    page.reload()
    heading(page, "Cal un segon factor")
    page.get_by_role("link", name="Activa el segon factor").click()
    expect(page.get_by_text("no pots fer res més")).to_be_visible()
    page.get_by_role("button", name="Activa el segon factor").click()
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_label("Codi de l’aplicació").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activa’l").click()
    page.get_by_role("button", name="Ja els he desat").click()
    expect(page.get_by_text("no pots fer res més")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_team_and_security_are_accessible_with_their_dialogs(windows, artifacts, platform, token_of, address, theme):
    asked = {"data": {"email": address, "role": "viewer"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}

    def looked(name: str) -> None:
        found.update(judged(page, name, (390, 1440), lambda width: artifacts(page, f"people-{name}-{width}-{theme}")))

    visit.go("/settings/team")
    expect(row(page, address)).to_be_visible()
    looked("team")
    page.get_by_role("button", name="Convida algú").first.click()
    looked("invite")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    visit.go("/settings/security")
    expect(page.get_by_role("table")).to_be_visible()
    looked("security")
    page.get_by_role("button", name="Activa el segon factor").click()
    expect(page.get_by_role("img", name="Codi QR amb el secret")).to_be_visible()
    looked("enrol")
    assert found == {}
