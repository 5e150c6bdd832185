"""Sessions, second factors and invitations on the running platform: cookies, mails, and what its front door serves."""

from datetime import timedelta

import pyotp
import pytest
from bivelio_core import clock
from playwright.sync_api import expect

from tests.dashboard.people import PASSWORD, address, heading, joined, mails, token_of
from tests.dashboard.windows import Visit, row
from tools.deployed import Deployed

__all__ = ["address", "mails", "token_of"]

pytestmark = pytest.mark.e2e


def test_a_reload_stays_signed_in_and_the_other_environment_needs_no_password(visit):
    page = visit.sign_in(path="settings/api")
    expect(page.get_by_role("table")).to_contain_text("live_secret")
    page.reload()
    expect(page.get_by_role("table")).to_contain_text("live_secret")
    page.goto("settings/api?env=sandbox")
    expect(page.get_by_role("table")).to_contain_text("test_secret")
    assert page.evaluate("document.cookie") == ""


def test_a_session_that_ended_asks_for_the_password_and_goes_on_at_the_page(visit, platform):
    page = visit.sign_in("admin", path="settings/api")
    visit.allowed.append("401")
    expect(page.get_by_role("table")).to_be_visible()
    admin = platform.demo()["organisations"]["demo"]["users"][1]
    Deployed(None, platform.settings).operate(
        "end_sessions", {"organisation": platform.demo()["organisations"]["demo"]["id"], "email": admin["email"]}
    )
    page.reload()
    expect(page.get_by_text("La sessió s’ha acabat")).to_be_visible()
    page.get_by_label("Correu electrònic").fill(admin["email"])
    page.get_by_label("Contrasenya").fill(admin["password"])
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", name="Claus d’API")).to_be_visible()


def test_an_unknown_address_and_one_of_a_former_build_say_so(visit, platform):
    page = visit.sign_in()
    visit.go("/no/such/page")
    expect(page.get_by_role("heading", name="Aquesta pàgina no existeix")).to_be_visible()
    assert platform.call("/app/assets/old-1234.js", method="GET").status == 404
    assert platform.call("/app/no/such/page", method="GET").status == 200


def test_nothing_outside_the_dashboard_is_served(platform, built):
    assert built
    for path in ("/app/../demo.json", "/app/%2e%2e/demo.json", "/app/assets/../../../demo.json"):
        assert "bv_live_sk" not in platform.call(path, method="GET").body.decode()


def test_the_policy_lets_in_scripts_and_styles_of_the_dashboard_alone(platform, built):
    assert built
    policy = platform.call("/app/", method="GET").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_somebody_is_invited_joins_changes_role_and_is_removed(visit: Visit, windows, token_of, address):
    page = visit.sign_in(path="settings/team?new=true")
    page.get_by_label("Correu electrònic").fill(address)
    page.get_by_role("button", name="Envia la invitació").click()
    expect(page.get_by_text(f"S’ha enviat la invitació a {address}.")).to_be_visible()
    first = token_of("accept", address)
    page.get_by_role("button", name=f"Accions de {address}").click()
    page.get_by_role("menuitem", name="Torna a enviar la invitació").click()
    expect(page.get_by_text("El d’abans ja no funciona")).to_be_visible()
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
    expect(guest.page.get_by_role("button", name="El teu compte")).to_be_visible()
    guest.page.goto("forgot")
    guest.page.goto(f"accept#{second}")
    heading(guest.page, "Aquest enllaç ja s’ha fet servir")

    page.reload()
    line = row(page, address)
    expect(line).to_contain_text("Nova Persona")
    line.get_by_role("button").click()
    page.get_by_role("menuitem", name="Canvia el rol").click()
    page.get_by_role("radio", name="Lector").check()
    page.get_by_role("button", name="Desa el rol").click()
    expect(line).to_contain_text("lector")
    line.get_by_role("button").click()
    page.get_by_role("menuitem", name="Treu de l’equip").click()
    page.get_by_role("button", name="Treu de l’equip").click()
    expect(page.get_by_text("Nova Persona ja no és a l’equip.")).to_be_visible()
    expect(line).to_have_count(0)


def test_a_second_factor_is_enrolled_used_and_switched_off(
    visit: Visit, windows, platform, token_of, address, artifacts
):
    joined(platform, token_of, address)
    page = visit.sign_in_as(address, PASSWORD, "settings/security")
    page.get_by_role("button", name="Activa el segon factor").click()
    expect(page.get_by_role("img", name="Codi QR amb el secret")).to_be_visible()
    artifacts(page, "people-enrol-1440-light")
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_label("Codi de l’aplicació").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activa’l").click()
    expect(page.get_by_test_id("codes").get_by_role("listitem")).to_have_count(10)
    artifacts(page, "people-codes-1440-light")
    codes = page.get_by_test_id("codes").get_by_role("listitem").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Baixa’ls").click()
    assert all(code in saved.value.path().read_text() for code in codes)
    page.get_by_role("button", name="Ja els he desat").click()
    expect(page.get_by_text("Et queden 10 codis de recuperació.")).to_be_visible()

    other = windows(390)
    other.allowed.append("status of 401")
    second = other.page
    second.goto("settings/security")
    for wanted in ("Codi de l’aplicació", "Codi de recuperació"):
        second.get_by_label("Correu electrònic").fill(address)
        second.get_by_label("Contrasenya").fill(PASSWORD)
        second.get_by_role("button", name="Entra").click()
        expect(second.get_by_label("Codi de l’aplicació")).to_be_focused()
        artifacts(second, "people-second-step-390-light")
        assert second.evaluate("document.documentElement.scrollWidth") <= 390
        if wanted == "Codi de recuperació":
            second.get_by_role("button", name="fes servir un codi de recuperació").click()
            second.get_by_label(wanted).fill(codes[0])
        else:
            second.get_by_label(wanted).fill("000000")
            second.get_by_role("button", name="Entra").click()
            expect(second.get_by_role("alert")).to_be_visible()
            second.get_by_label(wanted).fill(pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30)))
        second.get_by_role("button", name="Entra").click()
        expect(second.get_by_role("button", name="El teu compte")).to_be_visible()
        second.get_by_role("button", name="El teu compte").click()
        second.get_by_role("menuitem", name="Surt").click()

    page.get_by_role("button", name="Desactiva", exact=True).click()
    page.get_by_role("button", name="Desactiva’l").click()
    expect(page.get_by_text("S’ha desactivat el segon factor.")).to_be_visible()
    expect(page.get_by_role("button", name="Activa el segon factor")).to_be_visible()
