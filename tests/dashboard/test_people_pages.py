"""People as they come in, with the mails of the running platform: invitations, forgotten passwords, second factors."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import SLOW, Visit, violations
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
