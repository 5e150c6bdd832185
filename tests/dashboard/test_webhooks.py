"""Webhooks as a person makes one, sees a delivery fail, sends it again, and turns the webhook off and on."""

import re
import secrets

from playwright.sync_api import expect

from tests.dashboard.windows import row
from tests.receiver import Receiver


def test_what_was_missed_is_counted_and_sent_again_since_a_time(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    with Receiver() as receiver:
        made = platform.call(
            "/v1/webhooks/create", {"data": {"url": receiver.url, "events": ["case.created"]}}, X_API_Key=key
        )
        webhook = made.json()["data"]["webhook_id"]
        page = visit.sign_in(path=f"webhooks/{webhook}")
        page.get_by_role("button", name="Reenvia des d’una hora").click()
        page.get_by_label("Només els que han fallat").uncheck()
        page.get_by_role("button", name="Compta’ls").click()
        expect(page.get_by_text("S’enviaran 0 esdeveniments.")).to_be_visible()
        page.get_by_role("button", name="Torna enrere").click()
        expect(page.get_by_label("Des de")).to_be_visible()


def test_the_catalogue_shows_the_schema_of_each_type(visit):
    page = visit.sign_in(path="webhooks?tab=catalogue")
    page.get_by_role("button", name="S’ha cobrat una factura").click()
    expect(page.get_by_role("region", name="Exemple")).to_contain_text("invoice.paid")
    expect(page.get_by_role("region", name="Esquema")).to_contain_text("webhook_id")
    expect(page).to_have_url(re.compile(r"type=invoice.paid"))


def test_the_secret_is_rotated_and_the_webhook_deleted(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    url = f"https://example.com/{secrets.token_hex(4)}"
    data = {"url": url, "events": ["invoice.paid"]}
    webhook = platform.call("/v1/webhooks/create", {"data": data}, X_API_Key=key).json()["data"]
    page = visit.sign_in(path=f"webhooks/{webhook['webhook_id']}")
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Gira el secret").click()
    page.get_by_role("button", name="Gira el secret").click()
    assert page.get_by_test_id("secret").inner_text() != webhook["signing_secret"]
    page.get_by_role("button", name="Ja l’he desat").click()
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Esborra").click()
    page.get_by_role("button", name="Esborra el webhook").click()
    expect(page).to_have_url(re.compile(r"/webhooks$"))
    expect(row(page, url)).to_have_count(0)
