"""The feed of events, with what each of them caused."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import SLOW, row

pytestmark = pytest.mark.e2e


def test_an_event_shows_its_data_its_deliveries_and_its_runs(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    url = "https://example.com/caused"
    made = platform.call("/v1/webhooks/create", {"data": {"url": url, "events": ["contact.created"]}}, X_API_Key=key)
    assert made.status == 200
    workflow = {
        "name": "Benvinguda del tauler",
        "trigger_type": "event",
        "trigger": {"event": "contact.created"},
        "steps": [{"id": "name", "type": "set", "input": {"name": "{{ input.name }}"}}],
    }
    assert platform.call("/v1/workflows/create", {"data": workflow}, X_API_Key=key).status == 200
    person = {"data": {"type": "person", "name": "Pau Causat", "email": "pau@exemple.cat"}}
    assert platform.call("/v1/contacts/create", person, X_API_Key=key).status == 200

    page = visit.sign_in(path="events?type=contact.created")
    while not row(page, "Pau Causat").count():
        page.wait_for_timeout(1000)
        page.reload()
        expect(page.get_by_role("table")).to_be_visible(timeout=SLOW)
    row(page, "Pau Causat").get_by_role("button").click()
    panel = page.get_by_role("dialog", name="S’ha creat un contacte")
    expect(panel.get_by_role("region", name="Dades")).to_contain_text("pau@exemple.cat", timeout=SLOW)
    expect(panel.get_by_role("link", name=url)).to_be_visible(timeout=SLOW)
    expect(panel.get_by_text("Benvinguda del tauler")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"event=evn_"))


def test_filters_are_in_the_address_and_back_takes_them_away(visit):
    page = visit.sign_in(path="events")
    page.get_by_label("Tipus").select_option("invoice.paid")
    expect(page).to_have_url(re.compile(r"type=invoice.paid"))
    page.go_back()
    expect(page).not_to_have_url(re.compile(r"type="))


def test_readers_see_events_but_not_webhooks(visit):
    page = visit.sign_in("viewer", path="events")
    expect(page.get_by_role("heading", name="Esdeveniments")).to_be_visible()
    expect(page.get_by_role("link", name="Webhooks")).to_have_count(0)
