"""People as they come in, with the mails of the running platform: invitations, forgotten passwords, second factors."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from bivelio_core import clock
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import SLOW, Visit, row, violations
from tests.running import Runtime, until

pytestmark = pytest.mark.e2e
PASSWORD = "una contrasenya ben llarga"


@pytest.fixture
def mails(platform: Runtime) -> Callable[[str, str], list[str]]:
    """`mails("reset", address)`: the tokens of the links to a page in the mails to an address, the newest first."""

    def tokens(page: str, address: str) -> list[str]:
        text = platform.call("/mail", method="GET").body.decode()
        each = [mail for mail in text.split("<h2>") if f"<dt>To</dt><dd>{address}</dd>" in mail]
        return [token for mail in each for token in re.findall(rf"/app/{page}#([\w-]{{43}})", mail)]

    return tokens


@pytest.fixture
def token_of(mails: Callable[[str, str], list[str]]) -> Callable[..., str]:
    """`token_of("accept", address, after=1)`: the newest token, once more than so many have come."""

    def token(page: str, address: str, after: int = 0) -> str:
        def newest() -> str | None:
            found = mails(page, address)
            return found[0] if len(found) > after else None

        return str(until(newest))

    return token


@pytest.fixture
def address() -> str:
    """An address that nobody had before."""
    return f"{secrets.token_hex(4)}@exemple.cat"


def bearer(platform: Runtime, role: str = "owner") -> dict[str, str]:
    """The credential of a user of the demo organisation."""
    demo = platform.demo()["organisations"]["demo"]
    user = next(each for each in demo["users"] if each["role"] == role)
    sent = {"email": user["email"], "password": user["password"]}
    answer = platform.call("/v1/auth/token?grant_type=password", sent, apikey=demo["keys"]["live_publishable"])
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def joined(platform: Runtime, token_of: Callable[..., str], address: str) -> None:
    """Make an account with the address, a member of the demo organisation, through the API."""
    key = platform.demo()["organisations"]["demo"]["keys"]["live_publishable"]
    asked = {"data": {"email": address, "role": "member"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    taken = {"data": {"token": token_of("accept", address), "password": PASSWORD}}
    assert platform.call("/v1/users/accept", taken, apikey=key).status == 200


def heading(page: Page, name: str) -> None:
    """Wait until a heading is there."""
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SLOW)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(visit: Visit, platform, token_of, address):
    joined(platform, token_of, address)
    page = visit.page
    visit.allowed.append("status of 4")
    page.goto("settings/security")
    page.get_by_label("Correu electrònic").fill(address)
    page.get_by_role("link", name="No recordo la contrasenya").click()
    expect(page.get_by_label("Correu electrònic")).to_have_value(address)
    page.get_by_role("button", name="Envia l’enllaç").click()
    heading(page, "Mira el correu")
    token = token_of("reset", address)

    page.goto(f"reset#{token}")
    expect(page.get_by_label("Contrasenya nova")).to_be_visible(timeout=SLOW)
    assert "#" not in page.evaluate("location.href")
    page.get_by_label("Contrasenya nova").fill("curta")
    page.get_by_role("button", name="Desa la contrasenya").click()
    expect(page.get_by_label("Contrasenya nova")).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    page.get_by_label("Contrasenya nova").fill("la contrasenya de després")
    page.get_by_role("button", name="Desa la contrasenya").click()
    heading(page, "S’ha canviat la contrasenya")
    visit.sign_in_as(address, "la contrasenya de després")

    page.goto("forgot")
    page.goto(f"reset#{token}")
    page.get_by_label("Contrasenya nova").fill("una tercera contrasenya")
    page.get_by_role("button", name="Desa la contrasenya").click()
    heading(page, "Aquest enllaç ja s’ha fet servir")


def test_a_newer_link_replaces_the_former_and_a_changed_one_is_unknown(visit: Visit, platform, token_of, address):
    joined(platform, token_of, address)
    key = platform.demo()["organisations"]["demo"]["keys"]["live_publishable"]
    forget = {"data": {"email": address}}
    assert platform.call("/v1/auth/password/forgot", forget, apikey=key).status == 200
    first = token_of("reset", address)
    assert platform.call("/v1/auth/password/forgot", forget, apikey=key).status == 200
    assert token_of("reset", address, after=1) != first
    page = visit.page
    visit.allowed.append("status of 4")
    changed = first[:-1] + ("a" if first[-1] != "a" else "b")
    for token, says in ((first, "Hi ha un enllaç més nou"), (changed, "Aquest enllaç no és vàlid")):
        page.goto("forgot")
        page.goto(f"reset#{token}")
        page.get_by_label("Contrasenya nova").fill(PASSWORD)
        page.get_by_role("button", name="Desa la contrasenya").click()
        heading(page, says)
    page.goto("forgot")
    page.goto("reset")
    heading(page, "Aquest enllaç no és vàlid")
    page.goto("accept")
    heading(page, "Aquest enllaç no és vàlid")
    page.goto("forgot")
    page.goto(f"accept#{'x' * 43}")
    heading(page, "Aquest enllaç no és vàlid")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_mails_are_accessible(windows, artifacts, platform, token_of, address, theme):
    asked = {"data": {"email": address, "role": "admin"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    visit = windows(390, color_scheme=theme, bypass_csp=True)
    page = visit.page
    found: dict[str, object] = {}
    for path, shown in (
        ("forgot", "Envia l’enllaç"),
        (f"reset#{'x' * 43}", "Desa la contrasenya"),
        (f"accept#{token_of('accept', address)}", "Accepta la invitació"),
    ):
        page.goto("forgot")
        page.goto(path)
        expect(page.get_by_role("button", name=shown)).to_be_visible(timeout=SLOW)
        name = path.split("#")[0]
        page.screenshot(path=artifacts / f"people-{name}-390-{theme}.png")
        found |= {f"{name} {rule}": html for rule, html in violations(page).items()}
    page.goto("accept")
    heading(page, "Aquest enllaç no és vàlid")
    page.screenshot(path=artifacts / f"people-dead-390-{theme}.png")
    found |= violations(page)
    assert found == {}


def aged(platform: Runtime, session: str) -> None:
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
    """The id of the session that a window is signed in with, as the list of sessions answers it."""
    with page.expect_response("**/v1/auth/sessions/list") as answered:
        page.goto("settings/security")
    return str(next(each["id"] for each in answered.value.json()["data"]["sessions"] if each["is_current"]))


def test_somebody_is_invited_joins_changes_role_and_is_removed(visit: Visit, windows, token_of, address):
    page = visit.sign_in(path="settings/team?new=true")
    page.get_by_label("Correu electrònic").fill(address)
    page.get_by_role("button", name="Envia la invitació").click()
    expect(page.get_by_text(f"S’ha enviat la invitació a {address}.")).to_be_visible(timeout=SLOW)
    first = token_of("accept", address)
    page.get_by_role("button", name=f"Accions de {address}").click()
    page.get_by_role("menuitem", name="Torna a enviar la invitació").click()
    expect(page.get_by_text("El d’abans ja no funciona")).to_be_visible(timeout=SLOW)
    second = token_of("accept", address, after=1)

    guest = windows()
    guest.allowed.append("status of 4")
    guest.page.goto(f"accept#{first}")
    heading(guest.page, "Hi ha un enllaç més nou")
    guest.page.goto("forgot")
    guest.page.goto(f"accept#{second}")
    guest.page.get_by_label("El teu nom").fill("Nova Persona")
    guest.page.get_by_label("Contrasenya").fill(PASSWORD)
    guest.page.get_by_role("button", name="Accepta la invitació").click()
    heading(guest.page, "Ja ets a Demo (local)")
    guest.page.get_by_role("link", name="Entra").click()
    guest.page.get_by_label("Correu electrònic").fill(address)
    guest.page.get_by_label("Contrasenya").fill(PASSWORD)
    guest.page.get_by_role("button", name="Entra").click()
    expect(guest.page.get_by_role("button", name="El teu compte")).to_be_visible(timeout=SLOW)
    guest.page.goto("forgot")
    guest.page.goto(f"accept#{second}")
    heading(guest.page, "Aquest enllaç ja s’ha fet servir")

    page.reload()
    line = row(page, address)
    expect(line).to_contain_text("Nova Persona", timeout=SLOW)
    line.get_by_role("button").click()
    page.get_by_role("menuitem", name="Canvia el rol").click()
    page.get_by_role("radio", name="Lector").check()
    page.get_by_role("button", name="Desa el rol").click()
    expect(line).to_contain_text("lector", timeout=SLOW)
    line.get_by_role("button").click()
    page.get_by_role("menuitem", name="Treu de l’equip").click()
    page.get_by_role("button", name="Treu de l’equip").click()
    expect(page.get_by_text("Nova Persona ja no és a l’equip.")).to_be_visible(timeout=SLOW)
    expect(line).to_have_count(0)


def test_an_invitation_is_withdrawn_and_the_last_owner_stays(visit: Visit, platform, token_of, address):
    asked = {"data": {"email": address, "role": "member"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    page = visit.sign_in(path="settings/team")
    visit.allowed.append("status of 4")
    row(page, address).get_by_role("button").click(timeout=SLOW)
    page.get_by_role("menuitem", name="Retira la invitació").click()
    page.get_by_role("button", name="Retira-la").click()
    expect(row(page, address)).to_have_count(0, timeout=SLOW)
    owner = row(page, "owner@demo.example.com")
    owner.get_by_role("button").click()
    page.get_by_role("menuitem", name="Canvia el rol").click()
    page.get_by_role("radio", name="Membre").check()
    page.get_by_role("button", name="Desa el rol").click()
    expect(page.get_by_role("alert")).to_contain_text("l'única persona propietària", timeout=SLOW)
    page.keyboard.press("Escape")
    owner.get_by_role("button").click()
    page.get_by_role("menuitem", name="Deixa l’organització").click()
    page.get_by_role("button", name="Deixa-la").click()
    expect(page.get_by_role("alert")).to_contain_text("l'única persona propietària", timeout=SLOW)


@pytest.mark.parametrize(("role", "may"), [("admin", True), ("viewer", False)])
def test_roles_see_what_they_may_do_with_the_team(visit: Visit, role, may):
    page = visit.sign_in(role, path="settings/team")
    expect(row(page, "owner@demo.example.com")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Convida algú")).to_have_count(1 if may else 0)
    expect(page.get_by_role("button", name="Accions de owner@demo.example.com")).to_have_count(0)
    expect(page.get_by_role("button", name="Accions de member@demo.example.com")).to_have_count(1 if may else 0)
    page.goto("settings/team?env=sandbox")
    heading(page, "L’equip és el mateix als dos entorns")


def test_a_second_factor_is_enrolled_used_and_switched_off(
    visit: Visit, windows, platform, token_of, address, artifacts
):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    page.get_by_role("button", name="Activa el segon factor").click()
    expect(page.get_by_role("img", name="Codi QR amb el secret")).to_be_visible(timeout=SLOW)
    page.screenshot(path=artifacts / "people-enrol-1440-light.png")
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_label("Codi de l’aplicació").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activa’l").click()
    expect(page.get_by_test_id("codes").get_by_role("listitem")).to_have_count(10, timeout=SLOW)
    page.screenshot(path=artifacts / "people-codes-1440-light.png")
    codes = page.get_by_test_id("codes").get_by_role("listitem").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Baixa’ls").click()
    assert all(code in saved.value.path().read_text() for code in codes)
    page.get_by_role("button", name="Ja els he desat").click()
    expect(page.get_by_text("Et queden 10 codis de recuperació.")).to_be_visible(timeout=SLOW)

    other = windows(390)
    other.allowed.append("status of 401")
    second = other.page
    second.goto("settings/security")
    for wanted in ("Codi de l’aplicació", "Codi de recuperació"):
        second.get_by_label("Correu electrònic").fill(address)
        second.get_by_label("Contrasenya").fill(PASSWORD)
        second.get_by_role("button", name="Entra").click()
        expect(second.get_by_label("Codi de l’aplicació")).to_be_focused(timeout=SLOW)
        second.screenshot(path=artifacts / "people-second-step-390-light.png")
        assert second.evaluate("document.documentElement.scrollWidth") <= 390
        if wanted == "Codi de recuperació":
            second.get_by_role("button", name="fes servir un codi de recuperació").click()
            second.get_by_label(wanted).fill(codes[0])
        else:
            second.get_by_label(wanted).fill("000000")
            second.get_by_role("button", name="Entra").click()
            expect(second.get_by_role("alert")).to_be_visible(timeout=SLOW)
            second.get_by_label(wanted).fill(pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30)))
        second.get_by_role("button", name="Entra").click()
        expect(second.get_by_role("button", name="El teu compte")).to_be_visible(timeout=SLOW)
        second.get_by_role("button", name="El teu compte").click()
        second.get_by_role("menuitem", name="Surt").click()

    page.get_by_role("button", name="Desactiva", exact=True).click()
    page.get_by_role("button", name="Desactiva’l").click()
    expect(page.get_by_text("S’ha desactivat el segon factor.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Activa el segon factor")).to_be_visible(timeout=SLOW)


def test_a_live_key_asks_for_the_password_when_the_sign_in_is_long_ago(visit: Visit, platform):
    page = visit.sign_in("admin", path="settings/security")
    visit.allowed.append("status of 4")
    aged(platform, session_of(page))
    page.goto("settings/api?new=true")
    page.get_by_label("Nom", exact=True).fill("Amb prova")
    page.get_by_role("radio", name="Real Les dades").check()
    page.get_by_role("button", name="Crea la clau").click()
    proof = page.get_by_role("dialog", name="Confirma que ets tu")
    proof.get_by_role("button", name="Cancel·la").click(timeout=SLOW)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Crea la clau").click()
    proof.get_by_label("La teva contrasenya").fill("no és aquesta", timeout=SLOW)
    proof.get_by_role("button", name="Continua").click()
    expect(proof.get_by_label("La teva contrasenya")).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    proof.get_by_label("La teva contrasenya").fill("admin-of-demo-2026")
    proof.get_by_role("button", name="Continua").click()
    expect(page.get_by_test_id("secret")).to_contain_text("bv_live_sk_", timeout=SLOW)


def test_sessions_are_listed_and_ended_and_the_password_changes(visit: Visit, windows, platform, token_of, address):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    visit.allowed.append("status of 4")
    windows(390).sign_in_as(address, PASSWORD)
    page.reload()
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(1, timeout=SLOW)
    page.get_by_role("button", name="Tanca-la").click()
    expect(page.get_by_text("S’ha tancat la sessió.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Tanca-la")).to_have_count(0)
    form = page.get_by_role("form", name="Canvia la contrasenya")
    form.get_by_label("Contrasenya actual").fill("una altra cosa")
    form.get_by_label("Contrasenya nova").fill("la contrasenya de després")
    form.get_by_role("button").click()
    expect(form.get_by_label("Contrasenya actual")).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    form.get_by_label("Contrasenya actual").fill(PASSWORD)
    form.get_by_role("button").click()
    expect(page.get_by_text("S’ha canviat la contrasenya")).to_be_visible(timeout=SLOW)
    windows(390).sign_in_as(address, "la contrasenya de després")


def test_an_owner_who_must_have_a_second_factor_is_led_to_it(visit: Visit, platform, organisation):
    own = organisation("pro")
    owner = own["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"], "settings/team")
    visit.allowed.append("status of 403")
    expect(row(page, owner["email"])).to_be_visible(timeout=SLOW)
    sent = {"email": owner["email"], "password": owner["password"]}
    answer = platform.call("/v1/auth/token?grant_type=password", sent, apikey=own["keys"]["live_publishable"])
    held = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    required = {"data": {"mfa_required_for_owners": True}}
    assert platform.call("/v1/organisation/update", required, **held).status == 200
    page.reload()
    heading(page, "Cal un segon factor")
    page.get_by_role("link", name="Activa el segon factor").click()
    expect(page.get_by_text("no pots fer res més")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Activa el segon factor").click()
    secret = page.get_by_test_id("secret").inner_text(timeout=SLOW)
    page.get_by_label("Codi de l’aplicació").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activa’l").click()
    page.get_by_role("button", name="Ja els he desat").click(timeout=SLOW)
    expect(page.get_by_text("no pots fer res més")).to_have_count(0, timeout=SLOW)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_team_and_security_are_accessible_with_their_dialogs(
    windows, artifacts, platform, token_of, address, width, theme
):
    asked = {"data": {"email": address, "role": "viewer"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    visit = windows(width, color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}

    def looked(name: str) -> None:
        page.screenshot(path=artifacts / f"people-{name}-{width}-{theme}.png")
        found.update({f"{name} {rule}": html for rule, html in violations(page).items()})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    visit.go("/settings/team")
    expect(row(page, address)).to_be_visible(timeout=SLOW)
    looked("team")
    page.get_by_role("button", name="Convida algú").first.click()
    looked("invite")
    page.keyboard.press("Escape")
    visit.go("/settings/security")
    expect(page.get_by_role("table")).to_be_visible(timeout=SLOW)
    looked("security")
    page.get_by_role("button", name="Activa el segon factor").click()
    expect(page.get_by_role("img", name="Codi QR amb el secret")).to_be_visible(timeout=SLOW)
    looked("enrol")
    assert found == {}
