"""Events, with what each of them caused: deliveries and runs that the platform makes by itself."""

import hashlib
import hmac
import json
import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import anew, row
from tests.receiver import Receiver, Reply
from tests.running import until

pytestmark = pytest.mark.e2e


def test_an_event_shows_its_data_its_deliveries_and_its_runs(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def call(operation, **data):
        answer = platform.call(f"/v1/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    url = "https://example.com/caused"
    webhook = call("webhooks/create", url=url, events=["contact.archived"])["webhook_id"]
    steps = [{"id": "name", "type": "set", "input": {"name": "{{ input.name }}"}}]
    about = {"trigger_type": "event", "trigger": {"event": "contact.archived"}, "steps": steps}
    workflow = call("workflows/create", name="Benvinguda del tauler", **about)["id"]
    name = anew("Pau Causat")
    contact = call("contacts/create", type="person", name=name, email="pau@exemple.cat")["id"]
    # Others write contacts of this organisation too: an event that few have stays on the first page.
    call("contacts/archive", id=contact)

    def own_event():
        events = call("events/list", types=["contact.archived"], newest_first=True)["events"]
        return next((event["id"] for event in events if event["data"].get("id") == contact), None)

    event = until(own_event)
    until(
        lambda: any(one["event_id"] == event for one in call("webhooks/deliveries", webhook_id=webhook)["deliveries"])
    )
    until(lambda: call("workflows/instances", workflow_id=workflow)["instances"])

    page = visit.sign_in(path="events?type=contact.archived")
    row(page, name).get_by_role("button").click()
    panel = page.get_by_role("dialog", name="S’ha arxivat un contacte")
    expect(panel.get_by_role("region", name="Dades")).to_contain_text("pau@exemple.cat")
    expect(panel.get_by_role("link", name=url)).to_be_visible()
    expect(panel.get_by_text("Benvinguda del tauler")).to_be_visible()
    expect(page).to_have_url(re.compile(r"event=evn_"))


def test_a_failed_delivery_is_seen_and_sent_again(visit, platform):
    shop = anew("Botiga")
    page = visit.sign_in(path="webhooks?new=true")
    failures = iter(range(2))
    broken = Reply(500, body=b'{"error": "out of order"}')
    with Receiver(lambda _: Reply() if next(failures, None) is None else broken) as receiver:
        page.get_by_label("Adreça").fill(receiver.url)
        page.get_by_label("Descripció").fill(shop)
        page.get_by_role("checkbox", name="S’ha creat un contacte").check()
        page.get_by_role("button", name="Crea el webhook").click()
        secret = page.get_by_test_id("secret").inner_text()
        page.get_by_role("button", name="Ja l’he desat").click()
        expect(row(page, shop)).to_contain_text("actiu")

        key = platform.demo()["organisations"]["demo"]["keys"]["live_write"]
        person = {"data": {"type": "person", "name": "Núria Vila", "email": "nuria@exemple.cat"}}
        assert platform.call("/v1/contacts/create", person, X_API_Key=key).status == 200
        page.get_by_role("link", name=receiver.url).click()
        expect(row(page, "ha fallat").first).to_contain_text("HTTP 500")
        expect(row(page, "lliurat").first).to_contain_text("HTTP 200")
        row(page, "ha fallat").first.get_by_role("button", name="S’ha creat un contacte").click()
        panel = page.get_by_role("dialog", name="S’ha creat un contacte")
        expect(panel.get_by_role("region", name="Cos de la petició")).to_contain_text("Núria Vila")
        expect(panel.get_by_role("region", name="Resposta").filter(has_text="out of order")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"event=evn_"))

        before = len(receiver.received)
        panel.get_by_role("button", name="Reenvia aquest esdeveniment").click()
        expect(panel.get_by_text("HTTP 200")).to_have_count(2)
        assert len(receiver.received) == before + 1
        got = receiver.received[-1]
        assert json.loads(got.body)["data"]["name"] == "Núria Vila"
        wanted = hmac.new(secret.encode(), got.body, hashlib.sha256).hexdigest()
        assert got.headers["x-bivelio-signature"] == wanted
        page.go_back()
        expect(panel).to_have_count(0)

        page.get_by_role("button", name="Envia una prova").click()
        expect(page.get_by_text("La prova ha arribat: HTTP 200")).to_be_visible()
        page.get_by_role("button", name="Més accions").click()
        page.get_by_role("menuitem", name="Posa’l en pausa").click()
        expect(page.get_by_text("no s’hi envia res")).to_be_visible()
        page.get_by_role("button", name="Activa’l").click()
        expect(page.get_by_text("no s’hi envia res")).to_have_count(0)
