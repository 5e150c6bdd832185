"""People as they come in, with the mails of the running platform: invitations and forgotten passwords."""

import pytest
from bivelio_core.identity.key_text import digest
from bivelio_core.store import keys
from playwright.sync_api import expect

from tests.dashboard.people import PASSWORD, address, bearer, heading, joined, mails, token_of
from tests.dashboard.windows import Visit, row, violations
from tests.front_door import FrontDoor

__all__ = ["address", "mails", "token_of"]


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
    expect(page.get_by_label("Contrasenya nova")).to_be_visible()
    assert "#" not in page.evaluate("location.href")
    page.get_by_label("Contrasenya nova").fill("curta")
    page.get_by_role("button", name="Desa la contrasenya").click()
    expect(page.get_by_label("Contrasenya nova")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Contrasenya nova").fill("la contrasenya de després")
    page.get_by_role("button", name="Desa la contrasenya").click()
    heading(page, "S’ha canviat la contrasenya")
    visit.sign_in_as(address, "la contrasenya de després")

    page.goto("forgot")
    page.goto(f"reset#{token}")
    page.get_by_label("Contrasenya nova").fill("una tercera contrasenya")
    page.get_by_role("button", name="Desa la contrasenya").click()
    heading(page, "Aquest enllaç ja s’ha fet servir")


def test_somebody_changes_their_address_by_a_link_to_the_new_one(visit: Visit, platform, token_of, address):
    joined(platform, token_of, address)
    new = f"nova.{address}"
    page = visit.sign_in_as(address, PASSWORD, "settings/account")
    visit.allowed.append("status of 4")
    form = page.get_by_role("form", name="Canvia l’adreça")
    form.get_by_label("Adreça nova").fill(address)
    form.get_by_role("button", name="Envia l’enllaç de confirmació").click()
    expect(form.get_by_label("Adreça nova")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Adreça nova").fill(new)
    form.get_by_role("button", name="Envia l’enllaç de confirmació").click()
    expect(page.get_by_role("status").filter(has_text=new)).to_be_visible()
    token = token_of("email", new)
    page.goto(f"email#{token}")
    page.get_by_role("button", name="Confirma l’adreça").click()
    heading(page, "S’ha canviat l’adreça")
    page.goto("settings/account")
    expect(page.get_by_text(new, exact=True)).to_be_visible()

    page.goto("forgot")
    page.goto(f"email#{token}")
    page.get_by_role("button", name="Confirma l’adreça").click()
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


def test_links_that_have_expired_say_so(visit: Visit, platform, token_of, address):
    joined(platform, token_of, address)
    demo = platform.demo()["organisations"]["demo"]
    asked = {"data": {"email": address}}
    assert platform.call("/v1/auth/password/forgot", asked, apikey=demo["keys"]["live_publishable"]).status == 200
    guest = f"convidat-{address}"
    invited = platform.call("/v1/users/invite", {"data": {"email": guest, "role": "member"}}, **bearer(platform))
    assert invited.status == 200
    page = visit.page
    visit.allowed.append("status of 4")
    reset, accept = token_of("reset", address), token_of("accept", guest)
    expire(platform, reset, accept)
    page.goto(f"reset#{reset}")
    page.get_by_label("Contrasenya nova").fill(PASSWORD)
    page.get_by_role("button", name="Desa la contrasenya").click()
    heading(page, "Aquest enllaç ha caducat")
    page.goto("forgot")
    page.goto(f"accept#{accept}")
    heading(page, "Aquest enllaç ha caducat")


def expire(platform: FrontDoor, *tokens: str) -> None:
    """Let the time of links be over, as it would be hours or days later."""
    database = platform.client("dynamodb")
    (table,) = database.list_tables()["TableNames"]
    for key in (keys.link(digest(token)) for token in tokens):
        database.update_item(
            TableName=table,
            Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
            ConditionExpression="attribute_exists(PK)",
            UpdateExpression="SET expires_at = :past",
            ExpressionAttributeValues={":past": {"N": "1"}},
        )


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
        (f"email#{'x' * 43}", "Confirma l’adreça"),
        (f"accept#{token_of('accept', address)}", "Accepta la invitació"),
    ):
        page.goto("forgot")
        page.goto(path)
        expect(page.get_by_role("button", name=shown)).to_be_visible()
        name = path.split("#")[0]
        artifacts(page, f"people-{name}-390-{theme}")
        found |= {f"{name} {rule}": html for rule, html in violations(page).items()}
    page.goto("accept")
    heading(page, "Aquest enllaç no és vàlid")
    artifacts(page, f"people-dead-390-{theme}")
    found |= violations(page)
    assert found == {}


def test_an_invitation_is_withdrawn_and_the_last_owner_stays(visit: Visit, platform, token_of, address):
    asked = {"data": {"email": address, "role": "member"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    page = visit.sign_in(path="settings/team")
    visit.allowed.append("status of 4")
    row(page, address).get_by_role("button").click()
    page.get_by_role("menuitem", name="Retira la invitació").click()
    page.get_by_role("button", name="Retira-la").click()
    expect(row(page, address)).to_have_count(0)
    owner = row(page, "owner@demo.example.com")
    owner.get_by_role("button").click()
    page.get_by_role("menuitem", name="Canvia el rol").click()
    page.get_by_role("radio", name="Membre").check()
    page.get_by_role("button", name="Desa el rol").click()
    expect(page.get_by_role("alert")).to_contain_text("l'única persona propietària")
    page.get_by_role("dialog").get_by_role("button", name="Cancel·la").click()
    owner.get_by_role("button").click()
    page.get_by_role("menuitem", name="Deixa l’organització").click()
    page.get_by_role("button", name="Deixa-la").click()
    expect(page.get_by_role("alert")).to_contain_text("l'única persona propietària")


@pytest.mark.parametrize(("role", "may"), [("admin", True), ("viewer", False)])
def test_roles_see_what_they_may_do_with_the_team(visit: Visit, role, may):
    page = visit.sign_in(role, path="settings/team")
    expect(row(page, "owner@demo.example.com")).to_be_visible()
    expect(page.get_by_role("button", name="Convida algú")).to_have_count(1 if may else 0)
    expect(page.get_by_role("button", name="Accions de owner@demo.example.com")).to_have_count(0)
    expect(page.get_by_role("button", name="Accions de member@demo.example.com")).to_have_count(1 if may else 0)
    page.goto("settings/team?env=sandbox")
    heading(page, "L’equip és el mateix als dos entorns")
