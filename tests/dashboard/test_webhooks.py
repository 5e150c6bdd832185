"""Webhooks as a person makes one, sees a delivery fail, sends it again, and turns the webhook off and on."""

import hashlib
import hmac
import json
import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import SLOW, row
from tests.receiver import Receiver, Reply

pytestmark = pytest.mark.e2e


def test_a_failed_delivery_is_seen_and_sent_again(visit, platform):
    page = visit.sign_in(path="webhooks?new=true")
    failures = iter(range(2))
    broken = Reply(500, body=b'{"error": "out of order"}')
    with Receiver(lambda _: Reply() if next(failures, None) is None else broken) as receiver:
        page.get_by_label("Adreça").fill(receiver.url)
        page.get_by_label("Descripció").fill("Botiga")
        page.get_by_role("checkbox", name="S’ha creat un contacte").check()
        page.get_by_role("button", name="Crea el webhook").click()
        secret = page.get_by_test_id("secret").inner_text(timeout=SLOW)
        page.get_by_role("button", name="Ja l’he desat").click()
        expect(row(page, "Botiga")).to_contain_text("actiu")

        key = platform.demo()["organisations"]["demo"]["keys"]["live_write"]
        person = {"data": {"type": "person", "name": "Núria Vila", "email": "nuria@exemple.cat"}}
        assert platform.call("/v1/contacts/create", person, X_API_Key=key).status == 200
        page.get_by_role("link", name=receiver.url).click()
        expect(row(page, "ha fallat").first).to_contain_text("HTTP 500", timeout=SLOW)
        expect(row(page, "lliurat").first).to_contain_text("HTTP 200", timeout=SLOW)
        row(page, "ha fallat").first.get_by_role("button", name="S’ha creat un contacte").click()
        panel = page.get_by_role("dialog", name="S’ha creat un contacte")
        expect(panel.get_by_role("region", name="Cos de la petició")).to_contain_text("Núria Vila")
        expect(panel.get_by_role("region", name="Resposta").filter(has_text="out of order")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"event=evn_"))

        before = len(receiver.received)
        panel.get_by_role("button", name="Reenvia aquest esdeveniment").click()
        expect(panel.get_by_text("HTTP 200")).to_have_count(2, timeout=SLOW)
        assert len(receiver.received) == before + 1
        got = receiver.received[-1]
        assert json.loads(got.body)["data"]["name"] == "Núria Vila"
        wanted = hmac.new(secret.encode(), got.body, hashlib.sha256).hexdigest()
        assert got.headers["x-bivelio-signature"] == wanted
        page.go_back()
        expect(panel).to_have_count(0)

        page.get_by_role("button", name="Envia una prova").click()
        expect(page.get_by_text("La prova ha arribat: HTTP 200")).to_be_visible(timeout=SLOW)
        page.get_by_role("button", name="Més accions").click()
        page.get_by_role("menuitem", name="Posa’l en pausa").click()
        expect(page.get_by_text("no s’hi envia res")).to_be_visible(timeout=SLOW)
        page.get_by_role("button", name="Activa’l").click()
        expect(page.get_by_text("no s’hi envia res")).to_have_count(0, timeout=SLOW)


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
        expect(page.get_by_text("S’enviaran 0 esdeveniments.")).to_be_visible(timeout=SLOW)
        page.get_by_role("button", name="Torna enrere").click()
        expect(page.get_by_label("Des de")).to_be_visible()


def test_the_catalogue_shows_the_schema_of_each_type(visit):
    page = visit.sign_in(path="webhooks?tab=catalogue")
    page.get_by_role("button", name="S’ha cobrat una factura").click()
    expect(page.get_by_role("region", name="Exemple")).to_contain_text("invoice.paid", timeout=SLOW)
    expect(page.get_by_role("region", name="Esquema")).to_contain_text("webhook_id")
    expect(page).to_have_url(re.compile(r"type=invoice.paid"))


def test_the_secret_is_rotated_and_the_webhook_deleted(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    data = {"url": "https://example.com/rotated", "events": ["invoice.paid"]}
    webhook = platform.call("/v1/webhooks/create", {"data": data}, X_API_Key=key).json()["data"]
    page = visit.sign_in(path=f"webhooks/{webhook['webhook_id']}")
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Gira el secret").click()
    page.get_by_role("button", name="Gira el secret").click()
    assert page.get_by_test_id("secret").inner_text(timeout=SLOW) != webhook["signing_secret"]
    page.get_by_role("button", name="Ja l’he desat").click()
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Elimina").click()
    page.get_by_role("button", name="Elimina el webhook").click()
    expect(page).to_have_url(re.compile(r"/webhooks$"), timeout=SLOW)
    expect(row(page, "https://example.com/rotated")).to_have_count(0)
