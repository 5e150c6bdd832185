"""POST /v1/auth/sessions/end keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, Place, ask, code, listed, tokens
from tests.operated import PASSWORD, new_key, new_organisation, new_user, operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_an_ended_session_is_listed_no_more_and_opens_nothing(place):
    with clock.frozen(NOW):
        mine, other = tokens(place.sign_in()), tokens(place.sign_in())
        (name,) = [session["id"] for session in listed(mine) if not session["is_current"]]
        for _ in range(2):
            answer = ask("end", mine, id=name)
            assert (answer.status, answer.data) == (200, {"id": name, "status": "ended"})
        assert [session["is_current"] for session in listed(mine)] == [True]
        assert code(place.refresh(other["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert code(ask("list", other)) == (401, "AUTH_INVALID_TOKEN")
        assert place.refresh(mine["refresh_token"]).status == 200
    assert audited(place).count("session.ended") == 1


def test_nobody_sees_or_ends_another_users_session(place):
    """Not even an administrator of the same organisation, nor the same user from the sandbox."""
    colleague = new_user(place.organisation, "admin", f"joan@{place.organisation}.cat")
    with clock.frozen(NOW):
        mine, theirs = tokens(place.sign_in()), tokens(place.sign_in(email=colleague))
        in_sandbox = tokens(place.sign_in(stage="sandbox"))
        (name,) = [session["id"] for session in listed(theirs)]
        assert code(ask("end", mine, id=name)) == (404, "RESOURCE_NOT_FOUND")
        assert len(listed(mine)) == 1
        (own,) = [session["id"] for session in listed(mine)]
        assert code(ask("end", in_sandbox, "sandbox", id=own)) == (404, "RESOURCE_NOT_FOUND")
        assert place.refresh(theirs["refresh_token"]).status == 200


def test_a_session_in_another_organisation_is_not_told(place):
    """An organisation must not learn where else its users are."""
    other = new_organisation(plan="enterprise")
    platform = new_organisation(plan="enterprise", platform=True)
    operated("create_user", organisation=other, email=place.email, password=PASSWORD, role="viewer")
    key = operated(
        "create_api_key", organisation=platform, name="x", environment="live", scopes=["read"], type="publishable"
    )["key"]
    with clock.frozen(NOW):
        elsewhere = tokens(place.sign_in(key=key, org_id=other))
        mine = tokens(place.sign_in())
        (name,) = [session["id"] for session in listed(elsewhere)]
        assert len(listed(mine)) == 1
        assert code(ask("end", mine, id=name)) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("route", ["list", "end"])
def test_a_key_has_no_sessions(place, route):
    data = {"id": "ses_0123456789abcdef"} if route == "end" else {}
    answer = gateway.request(f"/auth/sessions/{route}", {"data": data}, headers={"apikey": place.key})
    assert answer.status == 403


def test_all_others_end_at_once_wherever_they_are(place):
    """In the other environment and the other organisation too: whoever has one of them reads nothing any more."""
    other = new_organisation(plan="enterprise")
    platform = new_organisation(plan="enterprise", platform=True)
    operated("create_user", organisation=other, email=place.email, password=PASSWORD, role="viewer")
    key = new_key(platform, "read", type="publishable")
    with clock.frozen(NOW):
        elsewhere, in_sandbox = tokens(place.sign_in(key=key, org_id=other)), tokens(place.sign_in(stage="sandbox"))
        second, mine = tokens(place.sign_in()), tokens(place.sign_in())
        answer = ask("end", mine, id="others")
        assert (answer.status, answer.data) == (200, {"id": "others", "status": "ended"})
        assert [session["is_current"] for session in listed(mine)] == [True]
        assert code(place.refresh(second["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
        assert code(place.refresh(elsewhere["refresh_token"], key)) == (401, "AUTH_INVALID_TOKEN")
        assert code(place.refresh(in_sandbox["refresh_token"], stage="sandbox")) == (401, "AUTH_INVALID_TOKEN")
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert code(ask("list", second)) == (401, "AUTH_INVALID_TOKEN")
        renewed = tokens(place.refresh(mine["refresh_token"]))
        assert [session["is_current"] for session in listed(renewed)] == [True]
    assert audited(place).count("user.sessions_ended") == 1


def test_who_has_no_other_session_keeps_the_own_one_however_often_it_is_asked(place):
    with clock.frozen(NOW):
        mine = tokens(place.sign_in())
        for _ in range(2):
            assert ask("end", mine, id="others").status == 200
        assert place.refresh(mine["refresh_token"]).status == 200


def test_the_sessions_of_a_colleague_stay(place):
    colleague = new_user(place.organisation, "admin", f"joan@{place.organisation}.cat")
    with clock.frozen(NOW):
        mine, theirs = tokens(place.sign_in()), tokens(place.sign_in(email=colleague))
        assert ask("end", mine, id="others").status == 200
        assert place.refresh(theirs["refresh_token"]).status == 200


def test_a_session_that_was_ended_meanwhile_ends_no_others(place):
    """Within the 30 seconds in which its access token still opens the door."""
    with clock.frozen(NOW):
        mine, other = tokens(place.sign_in()), tokens(place.sign_in())
        (name,) = [session["id"] for session in listed(mine) if session["is_current"]]
        assert ask("end", other, id=name).status == 200
        assert code(ask("end", mine, id="others")) == (409, "CONFLICT")
        assert place.refresh(other["refresh_token"]).status == 200


def audited(place: Place) -> list[str]:
    """The actions of an organisation's log."""
    return [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
