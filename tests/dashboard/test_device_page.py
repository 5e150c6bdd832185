"""A program shows a code, a person types it: what asks and from where, in which organisation, and what comes of it."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.people import PASSWORD, address, heading
from tests.dashboard.windows import Visit, judged
from tests.identity.oauth.asked import good, poll, refused, show_code
from tests.operated import operated

__all__ = ["address"]
SANDBOX, LIVE = "https://sandbox.api.example.com/v1", "https://api.example.com/v1"


@pytest.fixture(autouse=True)
def domain(monkeypatch) -> None:
    monkeypatch.setenv("OAUTH_DOMAIN", "example.com")


def test_the_code_lets_a_program_in(visit: Visit, artifacts):
    shown = good(show_code(resource=SANDBOX))
    page = visit.sign_in("member", "device?env=sandbox")
    visit.allowed.append("422")
    expect(page.get_by_label("Codi", exact=True)).to_be_visible()
    found = judged(page, "device", (390, 1440), lambda width: artifacts(page, f"device-{width}"))
    page.get_by_label("Codi", exact=True).fill("BCDF-GHJK")
    page.get_by_role("button", name="Continua").click()
    expect(page.get_by_role("alert")).to_contain_text("No hi ha cap programa que esperi aquest codi")
    page.get_by_label("Codi", exact=True).fill(shown["user_code"].lower())
    page.get_by_role("button", name="Continua").click()
    heading(page, "BiVelio CLI vol actuar en nom teu")
    expect(page.get_by_text("160.79.104.9 (una xarxa que no és la teva)")).to_be_visible()
    expect(page.get_by_text("Si algú t’ha enviat o dictat el codi, no ho permetis")).to_be_visible()
    found |= judged(page, "device-asked", (390, 1440), lambda width: artifacts(page, f"device-asked-{width}"))
    assert found == {}
    page.get_by_role("button", name="Permet-ho").click()
    expect(page.get_by_text("Fet. Torna al programa")).to_be_visible()
    assert good(poll(shown["device_code"]))["scope"] == "admin"


def test_who_does_not_know_the_program_keeps_it_out(visit: Visit):
    shown = good(show_code(resource=SANDBOX))
    page = visit.sign_in("member", "device?env=sandbox")
    page.get_by_label("Codi", exact=True).fill(shown["user_code"])
    page.get_by_role("button", name="Continua").click()
    page.get_by_role("button", name="No ho permetis").click()
    expect(page.get_by_text("No l’hem deixat entrar")).to_be_visible()
    assert refused(poll(shown["device_code"])) == "access_denied"


def test_somebody_with_several_organisations_says_in_which_one(visit: Visit, platform, organisation, address):
    names = {}
    for made in (platform.demo()["organisations"]["demo"], organisation("pro")):
        operated("create_user", organisation=made["id"], email=address, password=PASSWORD, role="admin")
        names[made["id"]] = made
    shown = good(show_code(resource=LIVE))
    page = visit.sign_in_as(address, PASSWORD, "device?env=live")
    page.get_by_label("Codi", exact=True).fill(shown["user_code"])
    page.get_by_role("button", name="Continua").click()
    choice = page.get_by_label("On podrà actuar")
    first = choice.input_value()
    (other,) = names.keys() - {first}
    choice.select_option(other)
    expect(choice).to_have_value(other)
    page.get_by_role("button", name="Permet-ho").click()
    expect(page.get_by_text("Fet. Torna al programa")).to_be_visible()
    assert good(poll(shown["device_code"]))["token_type"] == "Bearer"
    for each in names:
        actions = [entry["action"] for entry in operated("read_audit", organisation=each)["entries"]]
        assert ("app.connected" in actions) == (each == other)
