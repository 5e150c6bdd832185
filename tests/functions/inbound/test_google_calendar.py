"""/v1/inbound/google_calendar keeps its promises."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.calendar import google_sync

from tests.api import OTHER_ORGANISATION, load
from tests.functions.calendar.events import connect_google, listed, store
from tests.functions.inbound.called import arrive
from tests.google import SmallGoogle

MEETING = {"summary": "Reunio", "start": {"date": "2027-04-12"}, "end": {"date": "2027-04-13"}}


@pytest.fixture
def google(monkeypatch, table):
    """Google Calendar, connected and read once, with a channel to us."""
    monkeypatch.setenv("INBOUND_URL", "https://api.example.com/v1")
    with SmallGoogle() as server:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", server.base)
        server.connection = connect_google()
        google_sync.begin(store(), server.connection)
        sweep()
        yield server


def sweep() -> int:
    """One run of the sweeper."""
    found = load("workers/sweep_calendar").handler({})
    assert found["failed"] == 0
    return int(found["taken_up"])


def called(google: SmallGoogle, token: str | None = None, connection: str | None = None, **place: Any) -> int:
    """The status of a call of Google's; by default with the token of its channel."""
    secret = google.channels[-1]["token"] if token is None else token
    headers = {"X-Goog-Channel-Token": secret, "X-Goog-Resource-State": "exists"}
    named = google.connection if connection is None else connection
    return arrive("google_calendar", connection=named, headers=headers, **place).status


def test_a_call_has_the_changes_read_at_once(google):
    google.write("one", **MEETING)
    assert sweep() == 0, "nothing is due yet"
    assert called(google) == 200
    assert sweep() == 1
    assert [event["title"] for event in listed()] == ["Reunio"]


def test_the_channel_names_us_and_a_secret_that_is_not_kept(google, table):
    (channel,) = google.channels
    assert channel["type"] == "web_hook"
    assert channel["address"].startswith("https://api.example.com/v1/inbound/google_calendar?organisation=org_")
    assert channel["token"] not in str(table.query("org_0000000000000000#live#CALT"))


def test_whoever_has_not_the_token_is_refused_alike(google):
    google.write("one", **MEETING)
    assert called(google, "forged") == 403
    assert called(google, "") == 403
    assert called(google, connection="cn_0000000000000000") == 403
    assert called(google, connection="../x") == 403
    assert called(google, organisation=OTHER_ORGANISATION) == 403
    assert called(google, stage="sandbox") == 403
    assert sweep() == 0


def test_the_channel_is_renewed_a_day_before_it_ends(google):
    with clock.frozen(clock.instant(4_000_000_000 - 25 * 3600)):
        sweep()
    assert len(google.channels) == 1
    with clock.frozen(clock.instant(4_000_000_000 - 23 * 3600)):
        sweep()
    assert len({channel["id"] for channel in google.channels}) == 2


def test_without_an_address_no_channel_is_asked_for(google, monkeypatch):
    monkeypatch.delenv("INBOUND_URL")
    with clock.frozen(clock.instant(4_000_000_000)):
        sweep()
    assert len(google.channels) == 1


def test_a_call_while_the_changes_are_read_has_them_read_again(google):
    google.write("one", **MEETING)
    called(google)
    token = google.channels[-1]["token"]

    def changed_meanwhile(request):
        google.answer = original
        google.write("two", **MEETING)
        with clock.frozen(clock.now() - timedelta(seconds=1)):
            called(google, token)
        return original(request)

    original, google.answer = google.answer, changed_meanwhile
    sweep()
    sweep()
    assert len(listed()) == 2
