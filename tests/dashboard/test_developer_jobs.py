"""Five jobs of a developer, walked by clicks from Home, with the steps that each takes."""

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.test_watch_pages import failed_request, key_of
from tests.dashboard.windows import Visit, row, sent, settled, violations
from tests.front_door import FrontDoor


@dataclass
class Walk:
    """A person who does something, click by click."""

    page: Page
    steps: int = 0

    def click(self, what: Locator) -> None:
        """One step: a click on something that can be seen."""
        self.steps += 1
        what.click()

    def go(self, name: str) -> None:
        """One step: a page of the menu."""
        menu = self.page.get_by_role("navigation", name="Menú principal").first
        self.click(menu.get_by_role("link", name=name, exact=True))
        settled(self.page)


@pytest.fixture
def walk(visit: Visit) -> Walk:
    """The owner, at Home in the sandbox."""
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    return Walk(page)


def test_a_key_for_a_shop_is_made_in_five_steps(walk: Walk) -> None:
    page = walk.page
    walk.go("Claus d’API")
    walk.click(page.get_by_role("button", name="Crea una clau").first)
    page.get_by_label("Nom", exact=True).fill("Botiga")
    page.get_by_label("Per a què és").select_option("shop")
    walk.steps += 1
    expect(page.get_by_label("Contactes", exact=True)).to_have_value("write")
    expect(page.get_by_label("Productes i preus", exact=True)).to_have_value("read")
    expect(page.get_by_label("Secrets", exact=True)).to_have_value("")
    assert violations(page) == {}
    walk.click(page.get_by_role("button", name="Crea la clau"))
    expect(page.get_by_test_id("secret")).to_be_visible()
    walk.click(page.get_by_role("button", name="Ja l’he desada"))
    made = row(page, "Botiga")
    expect(made).to_contain_text("Contactes: llegir i escriure")
    expect(made.get_by_title("products:read")).to_have_text("Productes i preus: llegir")
    assert walk.steps == 5


def test_a_choice_that_is_changed_is_no_template_any_more(walk: Walk) -> None:
    page = walk.page
    walk.go("Claus d’API")
    walk.click(page.get_by_role("button", name="Crea una clau").first)
    template = page.get_by_label("Per a què és")
    expect(template).to_have_value("reader")
    template.select_option("accounting")
    page.get_by_label("Secrets", exact=True).select_option("admin")
    expect(template).to_have_value("")
    page.get_by_role("radio", name="Llegir-ho tot").check()
    expect(template).to_have_value("reader")


def test_why_a_request_failed_is_found_in_three_steps_and_it_is_taken_away_as_a_command(
    visit: Visit, platform: FrontDoor
) -> None:
    failed_request(platform)
    page = visit.sign_in()
    settled(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walk = Walk(page)
    walk.go("Peticions")
    walk.click(row(page, "VALIDATION_ERROR").first.get_by_role("button", name="contacts.create"))
    panel = page.get_by_role("dialog", name="contacts.create")
    expect(panel).to_contain_text("VALIDATION_ERROR")
    walk.click(panel.get_by_role("button", name="Copia com a curl"))
    expect(panel.get_by_role("button", name="Copiat")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")
    assert command.splitlines()[0] == f"curl -X POST '{platform.settings.url}/v1/contacts/create' \\"
    body = json.loads(command.partition("-d '")[2].removesuffix("'"))
    assert body["data"] == {"type": "person", "password": "********"}
    assert key_of(platform) not in command
    assert walk.steps == 3


def test_a_failed_delivery_is_sent_again_in_four_steps(walk: Walk) -> None:
    page = walk.page
    walk.go("Webhooks")
    walk.click(page.locator("a[href*='wh_o8p9q0r1']").first)
    settled(page)
    bar = page.get_by_role("region", name="Esdeveniments seleccionats")
    walk.click(bar.get_by_role("button", name="Selecciona tots els que han fallat"))
    expect(bar.get_by_role("status")).to_have_text("1 seleccionat")
    expect(page.get_by_role("checkbox", name=re.compile("^Selecciona .*, intent 1")).first).to_be_checked()
    assert violations(page) == {}
    with sent(page, "webhooks/replay"):
        walk.click(bar.get_by_role("button", name="Reenvia els seleccionats"))
    expect(page.get_by_text("Es tornen a enviar: 1.")).to_be_visible()
    expect(bar.get_by_role("status")).to_have_count(0)
    assert walk.steps == 4


def test_the_headers_of_a_delivery_are_told_and_no_signature(walk: Walk) -> None:
    page = walk.page
    walk.go("Webhooks")
    walk.click(page.locator("a[href*='wh_o8p9q0r1']").first)
    settled(page)
    walk.click(page.get_by_role("table", name="Lliuraments").get_by_role("button").first)
    panel = page.get_by_role("dialog")
    walk.click(panel.get_by_text("Capçaleres i signatures"))
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature", "X-BiVelio-Signature"):
        expect(panel.get_by_text(name, exact=True)).to_be_visible()
    expect(panel.get_by_text("evn_s1t2u3v4", exact=True)).to_be_visible()


def test_a_key_is_rolled_in_four_steps(walk: Walk, platform: FrontDoor) -> None:
    page = walk.page
    old = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    walk.go("Claus d’API")
    walk.click(page.get_by_role("button", name="Accions de test_secret"))
    walk.click(page.get_by_role("menuitem", name="Gira la clau"))
    walk.click(page.get_by_role("button", name="Gira la clau"))
    new = page.get_by_test_id("secret").inner_text()
    assert new != old
    assert platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=new).status == 200
    assert walk.steps == 4


def test_usage_and_the_limit_are_one_step_away(walk: Walk) -> None:
    page = walk.page
    walk.go("Ús")
    expect(page.get_by_role("meter", name="Webhooks")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Peticions per dia")).first).to_be_visible()
    assert walk.steps == 1


def test_the_bodies_of_good_requests_are_kept_for_an_hour_when_asked_for(visit: Visit, platform: FrontDoor) -> None:
    page = visit.sign_in(path="logs?outcome=succeeded")
    settled(page)
    page.get_by_role("table", name="Peticions").get_by_role("button").first.click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="Conserva’ls també de les que van bé").click()
    expect(page.get_by_text("Durant una hora es conserven també els cossos")).to_be_visible()
    kept = platform.call("/v1/organisation/get", {}, X_API_Key=key_of(platform)).json()["data"]["retention"]
    assert kept["success_bodies_until"]


def test_a_time_zone_is_found_by_its_city(visit: Visit, platform: FrontDoor) -> None:
    page = visit.sign_in(path="settings/organisation")
    settled(page)
    page.get_by_role("button", name="Treu Madrid").click()
    field = page.get_by_role("combobox", name="Fus horari")
    field.fill("canar")
    page.get_by_role("option", name=re.compile("^Canary")).click()
    page.get_by_role("button", name="Desa").first.click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible()
    organisation = platform.call("/v1/organisation/get", {}, X_API_Key=key_of(platform)).json()["data"]
    assert organisation["time_zone"] == "Atlantic/Canary"
