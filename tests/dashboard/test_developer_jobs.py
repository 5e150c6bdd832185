"""Five jobs of a developer, walked by clicks from Home, with the steps that each takes."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.jobs import Jobs
from tests.dashboard.test_watch_pages import failed_request, key_of
from tests.dashboard.windows import Visit, go, row, sent, settled, violations
from tests.front_door import FrontDoor


@pytest.fixture
def page(visit: Visit) -> Page:
    """Home, of the owner in the sandbox."""
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    return page


def test_a_key_for_a_shop_is_made_in_six_steps(page: Page, jobs: Jobs) -> None:
    with jobs.clicks("make a key for a shop", page) as person:
        go(page, "Claus d’API")
        page.get_by_role("button", name="Crea una clau").first.click()
        page.get_by_label("Nom", exact=True).fill("Botiga")
        page.get_by_label("Per a què és").select_option("shop")
        expect(page.get_by_label("Contactes", exact=True)).to_have_value("write")
        expect(page.get_by_label("Productes i preus", exact=True)).to_have_value("read")
        expect(page.get_by_label("Secrets", exact=True)).to_have_value("")
        assert violations(page) == {}
        page.get_by_role("button", name="Crea la clau").click()
        expect(page.get_by_test_id("secret")).to_be_visible()
        page.get_by_role("button", name="Ja l’he desada").click()
        made = row(page, "Botiga")
        expect(made).to_contain_text("Contactes: llegir i escriure")
        expect(made.get_by_title("products:read")).to_have_text("Productes i preus: llegir")
    assert person.steps == 6


def test_a_choice_that_is_changed_is_no_template_any_more(page: Page) -> None:
    go(page, "Claus d’API")
    page.get_by_role("button", name="Crea una clau").first.click()
    template = page.get_by_label("Per a què és")
    expect(template).to_have_value("reader")
    template.select_option("accounting")
    page.get_by_label("Secrets", exact=True).select_option("admin")
    expect(template).to_have_value("")
    page.get_by_role("radio", name="Llegir-ho tot").check()
    expect(template).to_have_value("reader")


def test_why_a_request_failed_is_found_in_three_steps_and_it_is_taken_away_as_a_command(
    visit: Visit, platform: FrontDoor, jobs: Jobs
) -> None:
    failed_request(platform)
    page = visit.sign_in()
    settled(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with jobs.clicks("find why a request failed and take it away", page) as person:
        go(page, "Peticions")
        row(page, "VALIDATION_ERROR").first.get_by_role("button", name="contacts.create").click()
        panel = page.get_by_role("dialog", name="contacts.create")
        expect(panel).to_contain_text("VALIDATION_ERROR")
        panel.get_by_role("button", name="Copia com a curl").click()
        expect(panel.get_by_role("button", name="Copiat")).to_be_visible()
        command = page.evaluate("navigator.clipboard.readText()")
        assert command.splitlines()[0] == f"curl -X POST '{platform.settings.url}/v1/contacts/create' \\"
        body = json.loads(command.partition("-d '")[2].removesuffix("'"))
        assert body["data"] == {"type": "person", "password": "********"}
        assert key_of(platform) not in command
    assert person.steps == 3


def test_a_failed_delivery_is_sent_again_in_four_steps(page: Page, jobs: Jobs) -> None:
    with jobs.clicks("send failed deliveries again", page) as person:
        go(page, "Webhooks")
        page.locator("a[href*='wh_o8p9q0r1']").first.click()
        settled(page)
        bar = page.get_by_role("region", name="Esdeveniments seleccionats")
        bar.get_by_role("button", name="Selecciona tots els que han fallat").click()
        expect(bar.get_by_role("status")).to_have_text("1 seleccionat")
        expect(page.get_by_role("checkbox", name=re.compile("^Selecciona .*, intent 1")).first).to_be_checked()
        assert violations(page) == {}
        with sent(page, "webhooks/replay"):
            bar.get_by_role("button", name="Reenvia els seleccionats").click()
        expect(page.get_by_text("Es tornen a enviar: 1.")).to_be_visible()
        expect(bar.get_by_role("status")).to_have_count(0)
    assert person.steps == 4


def test_the_headers_of_a_delivery_are_told_and_no_signature(page: Page) -> None:
    go(page, "Webhooks")
    page.locator("a[href*='wh_o8p9q0r1']").first.click()
    settled(page)
    page.get_by_role("table", name="Lliuraments").get_by_role("button").first.click()
    panel = page.get_by_role("dialog")
    panel.get_by_text("Capçaleres i signatures").click()
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature", "X-BiVelio-Signature"):
        expect(panel.get_by_text(name, exact=True)).to_be_visible()
    expect(panel.get_by_text("evn_s1t2u3v4", exact=True)).to_be_visible()


def test_a_key_is_rolled_in_four_steps(page: Page, platform: FrontDoor, jobs: Jobs) -> None:
    old = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    with jobs.clicks("roll a key", page) as person:
        go(page, "Claus d’API")
        page.get_by_role("button", name="Accions de test_secret").click()
        page.get_by_role("menuitem", name="Gira la clau").click()
        page.get_by_role("button", name="Gira la clau").click()
        new = page.get_by_test_id("secret").inner_text()
        assert new != old
        assert platform.call("/sandbox/v1/contacts/list", {}, X_API_Key=new).status == 200
    assert person.steps == 4


def test_usage_and_the_limit_are_one_step_away(page: Page, jobs: Jobs) -> None:
    with jobs.clicks("see what is used and what is left", page) as person:
        go(page, "Ús")
        expect(page.get_by_role("meter", name="Webhooks")).to_be_visible()
        expect(page.get_by_role("img", name=re.compile("^Peticions per dia")).first).to_be_visible()
    assert person.steps == 1


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
