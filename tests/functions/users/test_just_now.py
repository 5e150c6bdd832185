"""What was done a moment ago holds at once: a weak read, which may not have seen it, decides nothing."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import App
from tests.functions.auth.signing_in import NOW, ask, code, listed, tokens
from tests.functions.auth.test_password_change import change
from tests.functions.auth.test_password_forgot import forget
from tests.functions.users.team import Team, deliver
from tests.lagging import lag
from tests.operated import PASSWORD

ADDRESS = "nou@exemple.cat"
NEW = "una contrasenya nova"


@pytest.fixture
def removal(team: Team, table):
    """Removes the user of the place, which weak reads do not see."""
    user = tokens(team.place.sign_in())["user"]["id"]
    assert team.tokens["owner"]

    def remove():
        lag(table)
        assert team.ask("owner", "remove", id=user).data["status"] == "removed"

    return remove


def test_who_was_removed_is_sent_no_link(team, removal):
    forget(team.place)
    removal()
    deliver()
    assert team.mailbox(team.place.email) == []


def test_a_link_of_who_was_removed_sets_no_password(team, removal):
    forget(team.place)
    deliver()
    removal()
    body = {"data": {"token": team.token_for(team.place.email), "new_password": NEW}}
    answer = gateway.request("/auth/password/reset", body, headers={"apikey": team.place.key})
    assert code(answer) == (403, "RESOURCE_FORBIDDEN")


def test_who_was_removed_does_not_sign_in(team, removal):
    removal()
    assert code(team.place.sign_in()) == (401, "AUTH_INVALID_TOKEN")


def test_the_code_of_who_was_removed_begins_no_session(team, removal):
    app = App(team.place)
    with clock.frozen(NOW + timedelta(minutes=5)):
        challenge = app.challenge()
    with clock.frozen(NOW + timedelta(minutes=6)):
        removal()
        refused = app.answer(challenge, app.code(clock.now()))
    assert (code(refused), refused.error["details"]["reason"]) == ((401, "AUTH_INVALID_TOKEN"), "challenge_expired")


def test_guesses_of_a_moment_ago_are_counted(team, table):
    with clock.frozen(NOW):
        token = tokens(team.place.sign_in())["access_token"]
        lag(table)
        assert [change(token, f"wrong {number}").status for number in range(6)] == [422] * 5 + [429]
        assert team.place.sign_in().status == 429


def test_a_session_of_who_was_removed_is_not_renewed(team, removal):
    held = tokens(team.place.sign_in())
    removal()
    assert code(team.place.refresh(held["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")


def test_a_session_that_just_began_is_known(team, table):
    lag(table)
    held = tokens(team.place.sign_in())
    assert len(listed(held)) == 1
    assert tokens(team.place.refresh(held["refresh_token"]))
    assert ask("list", held).status == 200


def test_a_session_of_who_was_removed_is_not_switched(team, removal):
    held = tokens(team.place.sign_in())
    removal()
    body = {"data": {"environment": "sandbox", "refresh_token": held["refresh_token"]}}
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    assert gateway.request("/auth/switch", body, headers=headers).status in {401, 403}


def test_an_invitation_that_was_withdrawn_is_not_accepted(team, table):
    token = team.invite(ADDRESS)
    name = team.listed(ADDRESS)["id"]
    lag(table)
    assert team.ask("owner", "remove", id=name).status == 200
    answer = team.open("invitation/get", token)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "link_replaced")
    assert team.open("accept", token, password=PASSWORD).status == 422


def test_who_was_just_invited_accepts_and_is_listed(team, table):
    assert team.tokens["owner"]
    lag(table)
    token = team.invite(ADDRESS)
    assert team.listed(ADDRESS)["status"] == "invited"
    assert team.open("accept", token, password=PASSWORD).status == 200
    assert team.listed(ADDRESS)["status"] == "active"


def test_an_owner_who_is_just_the_last_one_stays(team, table):
    assert team.tokens["owner"]
    user = team.person("owner")
    second = team.open("accept", team.invite(ADDRESS, "owner"), password=PASSWORD).data["id"]
    lag(table)
    assert team.ask("owner", "remove", id=second).status == 200
    answer = team.ask("owner", "remove", id=user)
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "last_owner")
