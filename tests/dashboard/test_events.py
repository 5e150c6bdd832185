"""The feed of events, with what each of them caused."""

import re

from playwright.sync_api import expect


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
