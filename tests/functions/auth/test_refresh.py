"""A session goes on from token to token, once each, until it ends."""

import threading
from datetime import timedelta

import jwt
import pytest
from bivelio_core import clock
from bivelio_core.identity.key_text import digest
from bivelio_core.store import keys
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests import gateway
from tests.examples import examples
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.operated import operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_an_access_token_expires_after_an_hour_and_the_refresh_token_renews_it(place):
    with clock.frozen(NOW):
        body = tokens(place.sign_in())
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    with clock.frozen(NOW + timedelta(hours=1)):
        assert code(gateway.request("/keys/list", headers=headers)) == (401, "AUTH_EXPIRED_TOKEN")
        renewed = tokens(place.refresh(body["refresh_token"]))
        headers = {"Authorization": f"Bearer {renewed['access_token']}"}
        assert gateway.request("/keys/list", headers=headers).status == 200
    assert renewed["user"] == body["user"]
    assert renewed["refresh_token"] != body["refresh_token"]


def test_a_lost_answer_can_be_asked_for_again_within_ten_seconds(place):
    with clock.frozen(NOW):
        body = tokens(place.sign_in())
        first = tokens(place.refresh(body["refresh_token"]))
    with clock.frozen(NOW + timedelta(seconds=10)):
        again = tokens(place.refresh(body["refresh_token"]))
        assert again["refresh_token"] == first["refresh_token"]
        assert place.refresh(first["refresh_token"]).status == 200


def test_a_used_token_that_comes_back_ends_the_whole_session(place):
    with clock.frozen(NOW):
        stolen = tokens(place.sign_in())["refresh_token"]
        newest = tokens(place.refresh(stolen))["refresh_token"]
    with clock.frozen(NOW + timedelta(seconds=11)):
        assert code(place.refresh(stolen)) == (401, "AUTH_INVALID_TOKEN")
        assert code(place.refresh(newest)) == (401, "AUTH_INVALID_TOKEN")
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("session.reuse_detected") == 1


def test_other_sessions_of_the_user_live_on(place):
    with clock.frozen(NOW):
        stolen, other = (tokens(place.sign_in())["refresh_token"] for _ in range(2))
        place.refresh(stolen)
    with clock.frozen(NOW + timedelta(seconds=11)):
        place.refresh(stolen)
        assert place.refresh(other).status == 200


def test_parallel_refreshes_of_one_token_agree_on_one_successor(place):
    """Eight clients at once; the mock is asked one after the other, in whatever order they come."""
    token = tokens(place.sign_in())["refresh_token"]
    answers, start, turn = [], threading.Barrier(8), threading.Lock()

    def work():
        start.wait()
        with turn:
            answers.append(place.refresh(token))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 8
    assert len({answer.body["refresh_token"] for answer in answers}) == 1


def test_a_refresh_that_loses_the_race_gets_the_winners_successor(place, table, monkeypatch):
    """The loser has read the token as unused; its transaction fails on the condition."""
    token = tokens(place.sign_in())["refresh_token"]
    winner: list[str | None] = []
    transact = type(table).transact

    def overtaken(self, writes, token_of_request=None):
        if not winner:
            winner.append(None)
            winner.append(tokens(place.refresh(token))["refresh_token"])
        return transact(self, writes, token_of_request)

    monkeypatch.setattr(type(table), "transact", overtaken)
    assert tokens(place.refresh(token))["refresh_token"] == winner[1]


@pytest.mark.parametrize("text", ["", "v1.", "v1.MR...", "v1." + "0" * 56, "v2." + "0" * 56, "x" * 200])
def test_a_token_that_never_was_is_refused(place, text):
    answer = place.refresh(text)
    assert code(answer) in {(401, "AUTH_INVALID_TOKEN"), (400, "VALIDATION_ERROR")}
    assert (answer.status == 400) == (text == "")


def test_a_sandbox_session_is_not_renewed_in_live(place):
    token = tokens(place.sign_in(stage="sandbox"))["refresh_token"]
    assert code(place.refresh(token)) == (401, "AUTH_INVALID_TOKEN")
    assert place.refresh(token, stage="sandbox").status == 200


def test_a_session_ends_after_thirty_days_without_use(place, monkeypatch):
    monkeypatch.setenv("SESSION_LIFETIME_DAYS", "90")
    with clock.frozen(NOW):
        first, second = (tokens(place.sign_in())["refresh_token"] for _ in range(2))
    with clock.frozen(NOW + timedelta(days=29)):
        second = tokens(place.refresh(second))["refresh_token"]
    with clock.frozen(NOW + timedelta(days=30)):
        assert code(place.refresh(first)) == (401, "AUTH_INVALID_TOKEN")
        assert place.refresh(second).status == 200


@pytest.mark.parametrize("days", [30, 7])
def test_a_session_ends_at_its_absolute_lifetime_however_much_it_is_used(place, monkeypatch, days):
    """Its refresh token and its access tokens alike; a new sign-in begins a new session."""
    if days != 30:  # the default
        monkeypatch.setenv("SESSION_LIFETIME_DAYS", str(days))
    with clock.frozen(NOW):
        newest = tokens(place.sign_in())
    for day in range(1, days):
        with clock.frozen(NOW + timedelta(days=day)):
            newest = tokens(place.refresh(newest["refresh_token"]))
    with clock.frozen(NOW + timedelta(days=days, seconds=-1)):
        newest = tokens(place.refresh(newest["refresh_token"]))
        headers = {"Authorization": f"Bearer {newest['access_token']}"}
        assert gateway.request("/keys/list", headers=headers).status == 200
    with clock.frozen(NOW + timedelta(days=days, seconds=30)):
        assert code(place.refresh(newest["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
        assert code(gateway.request("/keys/list", headers=headers)) == (401, "AUTH_INVALID_TOKEN")
        assert place.refresh(tokens(place.sign_in())["refresh_token"]).status == 200


SESSION_STEPS = st.lists(
    st.tuples(st.sampled_from([1, 3600, 86_400, 29 * 86_400, 30 * 86_400]), st.booleans()), min_size=1, max_size=6
)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SESSION_STEPS)
def test_a_session_that_has_expired_and_is_still_there_counts_as_absent(place, table, steps):
    """Two sessions are used alike; what has expired of one is deleted at once, of the other never."""
    instant = NOW
    with clock.frozen(instant):
        left_behind, swept = (tokens(place.sign_in()) for _ in range(2))
    for pause, refreshes in steps:
        instant += timedelta(seconds=pause)
        with clock.frozen(instant):
            delete_expired(table, swept)
            answers = []
            for held in (left_behind, swept):
                headers = {"Authorization": f"Bearer {held['access_token']}"}
                answers.append([gateway.request("/keys/list", headers=headers).status])
                if refreshes:
                    renewed = place.refresh(held["refresh_token"])
                    answers[-1].append(renewed.status)
                    held.update(renewed.body if renewed.status == 200 else {})
            assert answers[0] == answers[1]


def delete_expired(table, held):
    """What DynamoDB does in its own time, to the items of one session."""
    session = jwt.decode(held["access_token"], options={"verify_signature": False})["session_id"]
    for key in (keys.refresh_family(session), keys.refresh_token(digest(held["refresh_token"]))):
        item = table.get(key)
        if item is not None and item["ttl"] <= clock.epoch():
            table.delete(key)


def test_a_new_password_ends_every_session(place):
    with clock.frozen(NOW):
        sessions = [tokens(place.sign_in())["refresh_token"] for _ in range(3)]
    with clock.frozen(NOW + timedelta(seconds=1)):
        operated("set_password", organisation=place.organisation, email=place.email, password="another long one")
    with clock.frozen(NOW + timedelta(seconds=2)):
        assert [place.refresh(token).status for token in sessions] == [401] * 3
        assert place.sign_in().status == 401
        assert place.refresh(tokens(place.sign_in("another long one"))["refresh_token"]).status == 200


def test_a_refreshed_token_carries_the_role_of_now(place):
    token = tokens(place.sign_in())["refresh_token"]
    operated("set_role", organisation=place.organisation, email=place.email, role="viewer")
    claims = jwt.decode(tokens(place.refresh(token))["access_token"], options={"verify_signature": False})
    assert (claims["role"], claims["scope"]) == ("viewer", "read")
