"""POST /v1/auth/password/change keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.identity import attempts

from tests import gateway
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.operated import PASSWORD, operated

pytestmark = pytest.mark.usefixtures("deployment")
NEW = "another long password"


def change(token, current=PASSWORD, new=NEW, source_ip="192.0.2.1"):
    return gateway.request(
        "/auth/password/change",
        {"data": {"current_password": current, "new_password": new}},
        headers={"Authorization": f"Bearer {token}"},
        source_ip=source_ip,
    )


def test_the_new_password_signs_in_and_the_old_one_no_more(place):
    held = tokens(place.sign_in())
    answer = change(held["access_token"])
    assert (answer.status, answer.data["id"], answer.data["email"]) == (200, held["user"]["id"], place.email)
    assert place.sign_in().status == 401
    assert place.sign_in(NEW).status == 200
    entries = operated("read_audit", organisation=place.organisation)["entries"]
    (entry,) = [entry for entry in entries if entry["action"] == "user.password_changed"]
    assert (entry["actor_kind"], entry["actor"]) == ("user", held["user"]["id"])


def test_all_other_sessions_end_and_this_one_goes_on(place):
    with clock.frozen(NOW):
        mine, other = (tokens(place.sign_in()) for _ in range(2))
        assert change(mine["access_token"]).status == 200
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert code(place.refresh(other["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
        assert code(change(other["access_token"], NEW)) == (401, "AUTH_INVALID_TOKEN")
        renewed = tokens(place.refresh(mine["refresh_token"]))
        assert change(renewed["access_token"], NEW, PASSWORD).status == 200


def test_guesses_of_the_current_password_are_counted_like_sign_ins(place):
    """Whoever has stolen an access token has no more guesses than anybody else."""
    with clock.frozen(NOW):
        token = tokens(place.sign_in())["access_token"]
        refused = [change(token, f"wrong {number}") for number in range(6)]
        assert [answer.status for answer in refused] == [422] * 5 + [429]
        assert refused[0].error["details"]["field"] == "current_password"
        assert refused[0].error["details"]["constraint"] == "wrong_password"
        assert change(token).status == 429, "nor is the right one told"
        assert place.sign_in().status == 429, "it is one count"
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("user.password_change_failed") == 5
    assert "user.password_changed" not in actions


def test_failures_count_against_the_network_too(place, monkeypatch):
    monkeypatch.setattr(attempts, "ADDRESS", attempts.LockPolicy(free_attempts=3))
    with clock.frozen(NOW):
        token = tokens(place.sign_in())["access_token"]
        assert [change(token, "wrong").status for _ in range(4)] == [422] * 3 + [429]
        assert place.sign_in("x", email="nobody@a.cat").status == 429


@pytest.mark.parametrize(("new", "constraint"), [("short", "min_length"), ("x" * 257, "max_length"), (None, "type")])
def test_a_new_password_that_makes_no_sense_names_the_field(place, new, constraint):
    answer = change(tokens(place.sign_in())["access_token"], new=new)
    assert code(answer) == (400, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == ("new_password", constraint)


def test_a_key_has_no_password_to_change(place):
    body = {"data": {"current_password": PASSWORD, "new_password": NEW}}
    answer = gateway.request("/auth/password/change", body, headers={"apikey": place.key})
    assert answer.status == 403


def test_a_session_that_ends_meanwhile_changes_nothing(place):
    """The authorizer remembers it for some seconds; the change itself does not."""
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        headers = {"Authorization": f"Bearer {held['access_token']}"}
        assert gateway.request("/auth/logout", headers=headers).status == 200
        assert change(held["access_token"]).status in {401, 409}
        assert place.sign_in(NEW).status == 401
