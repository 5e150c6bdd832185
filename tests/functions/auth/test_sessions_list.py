"""POST /v1/auth/sessions/list keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store import connect, keys

from tests import gateway
from tests.functions.auth.signing_in import NOW, ask, listed, tokens
from tests.operated import operated

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"

pytestmark = pytest.mark.usefixtures("deployment")


def test_ones_sessions_are_listed_newest_first(place):
    with clock.frozen(NOW):
        first = tokens(place.sign_in(source_ip="198.51.100.7"))
    with clock.frozen(NOW + timedelta(minutes=30)):
        second = tokens(place.sign_in())
        tokens(place.refresh(first["refresh_token"]))
        newest, oldest = listed(second)
    assert oldest == {
        "id": oldest["id"],
        "is_current": False,
        "browser": None,
        "system": None,
        "ip_address": "198.51.100.7",
        "started_at": "2026-04-07T12:00:00Z",
        "last_used_at": "2026-04-07T12:30:00Z",
        "expires_at": "2026-05-07T12:00:00Z",
        "app": None,
    }
    assert (newest["is_current"], newest["ip_address"]) == (True, "192.0.2.1")


def test_pages_and_totals_are_exact(place):
    with clock.frozen(NOW):
        for second in range(5):
            with clock.frozen(NOW + timedelta(seconds=second)):
                held = tokens(place.sign_in())
        whole = listed(held)
        answer = ask("list", held, page=2, per_page=2)
    assert answer.data["sessions"] == whole[2:4]
    assert (answer.data["pagination"]["total"], answer.data["pagination"]["total_pages"]) == (5, 3)


def test_what_a_new_password_ended_is_not_listed(place):
    with clock.frozen(NOW):
        place.sign_in()
        operated("end_sessions", organisation=place.organisation, email=place.email)
        assert len(listed(tokens(place.sign_in()))) == 1


def test_expired_sessions_are_not_listed_though_the_table_still_has_them(place):
    with clock.frozen(NOW):
        place.sign_in()
    with clock.frozen(NOW + timedelta(days=30)):
        assert len(listed(tokens(place.sign_in()))) == 1


def test_a_session_names_the_browser_and_the_system_it_began_in_and_nothing_more_of_them(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in(user_agent=FIREFOX))
        (own,) = listed(held)
    assert (own["browser"], own["system"]) == ("Firefox", "Windows")
    family = connect.table().get(keys.refresh_family(own["id"]))
    assert "128.0" not in str(family)


def test_a_session_that_was_switched_to_names_the_device_that_switched(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        headers = {"Authorization": f"Bearer {held['access_token']}", "User-Agent": FIREFOX}
        data = {"refresh_token": held["refresh_token"], "environment": "sandbox"}
        switched = gateway.request("/auth/switch", {"data": data}, headers=headers)
        answer = ask("list", switched.data, "sandbox")
    assert [(each["browser"], each["system"]) for each in answer.data["sessions"]] == [("Firefox", "Windows")]
