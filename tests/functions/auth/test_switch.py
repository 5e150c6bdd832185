"""POST /v1/auth/switch keeps its promises: no password, no more rights, no longer session."""

from datetime import timedelta

import jwt
import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, Place, code, listed, tokens
from tests.operated import PASSWORD, operated

pytestmark = pytest.mark.usefixtures("deployment")


@pytest.fixture
def platform():
    return Place(name="BiVelio", platform=True)


@pytest.fixture
def second(place):
    """Another organisation of the same user."""
    other = Place(name="Altra")
    operated("create_user", organisation=other.organisation, email=place.email, password=PASSWORD, role="viewer")
    return other


def switch(held, stage="v1", **data):
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    sent = {"refresh_token": held["refresh_token"], **data}
    sent = {name: value for name, value in sent.items() if value is not None}
    return gateway.request("/auth/switch", {"data": sent}, headers=headers, stage=stage)


def claims(held):
    return jwt.decode(held["access_token"], options={"verify_signature": False})


def test_the_new_tokens_are_for_the_other_organisation_with_the_role_there(place, second, platform):
    held = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    new = switch(held, org_id=second.organisation).data
    assert (new["org_id"], new["environment"]) == (second.organisation, "live")
    assert [claims(new)[name] for name in ("org_id", "role", "env")] == [second.organisation, "viewer", "live"]
    assert platform.refresh(new["refresh_token"]).status == 200
    assert claims(tokens(platform.sign_in(email=place.email)))["org_id"] == second.organisation, "the last one used"


def test_the_old_session_ends_with_the_switch_but_a_lost_answer_can_be_asked_for_again(place, second, platform):
    with clock.frozen(NOW):
        held = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
        assert switch(held, org_id=second.organisation).status == 200
        assert switch(held, org_id=second.organisation).status == 200
    with clock.frozen(NOW + timedelta(seconds=31)):
        assert code(platform.refresh(held["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
        assert code(switch(held, org_id=second.organisation)) == (401, "AUTH_INVALID_TOKEN")
    entries = operated("read_audit", organisation=place.organisation)["entries"]
    assert "session.ended" in [entry["action"] for entry in entries]
    assert second.organisation not in str(entries), "an organisation does not learn where else its users are"


def test_live_and_sandbox_are_open_side_by_side(place):
    held = tokens(place.sign_in())
    new = switch(held, environment="sandbox").data
    assert (claims(new)["env"], claims(new)["org_id"]) == ("sandbox", place.organisation)
    assert place.refresh(new["refresh_token"], stage="sandbox").status == 200
    assert place.refresh(held["refresh_token"]).status == 200
    back = switch(new, "sandbox", environment="live", refresh_token=None)
    assert code(back) == (400, "VALIDATION_ERROR")


def test_nobody_stays_signed_in_by_switching(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        first = listed(held)[0]["expires_at"]
    with clock.frozen(NOW + timedelta(minutes=30)):
        new = switch(held).data
        (open_now,) = [session for session in listed(new) if session["is_current"]]
        assert open_now["expires_at"] == first
        headers = {"Authorization": f"Bearer {new['access_token']}"}
        confirmed_at = gateway.request("/auth/me", headers=headers).data["session"]["confirmed_at"]
        assert confirmed_at == "2026-04-07T12:00:00Z"


def test_an_access_token_alone_begins_no_session(place, second, platform):
    mine = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    other = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    assert code(switch(mine, refresh_token=None)) == (400, "VALIDATION_ERROR")
    assert code(switch(mine, refresh_token="v1.x")) == (401, "AUTH_INVALID_TOKEN")
    crossed = {**mine, "refresh_token": other["refresh_token"]}
    assert code(switch(crossed, org_id=second.organisation)) == (401, "AUTH_INVALID_TOKEN")
    assert platform.refresh(other["refresh_token"]).status == 200


def test_a_used_refresh_token_ends_the_session(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        later = tokens(place.refresh(held["refresh_token"]))
    with clock.frozen(NOW + timedelta(seconds=11)):
        assert code(switch(held)) == (401, "AUTH_INVALID_TOKEN")
        assert code(place.refresh(later["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert "session.reuse_detected" in actions


def test_where_the_user_does_not_belong_the_door_is_closed(place, second, platform):
    held = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    stranger = Place()
    assert code(switch(held, org_id=stranger.organisation)) == (403, "RESOURCE_FORBIDDEN")
    assert code(switch(held, org_id="org_none")) == (403, "RESOURCE_FORBIDDEN")
    operated("suspend_organisation", organisation=second.organisation)
    assert code(switch(held, org_id=second.organisation)) == (403, "RESOURCE_FORBIDDEN")


def test_an_organisations_own_pages_do_not_lead_to_others(place, second):
    held = tokens(place.sign_in())
    assert code(switch(held, org_id=second.organisation)) == (403, "RESOURCE_FORBIDDEN")
    assert switch(held, org_id=place.organisation).status == 200


def test_with_the_cookie_the_new_token_is_in_the_cookie_of_its_environment(place):
    answer = gateway.request(
        "/auth/token",
        {"email": place.email, "password": PASSWORD, "cookie": True, "stay_signed_in": True},
        query={"grant_type": "password"},
        headers={"apikey": place.key},
    )
    headers = {
        "Authorization": f"Bearer {answer.body['access_token']}",
        "Cookie": answer.headers["Set-Cookie"].partition(";")[0],
    }
    new = gateway.request("/auth/switch", {"data": {"environment": "sandbox", "cookie": True}}, headers=headers)
    assert "refresh_token" not in new.data
    assert new.headers["Set-Cookie"].startswith("__Secure-bivelio=k.v1.")
    assert "; Path=/sandbox/v1/auth; " in new.headers["Set-Cookie"]
    without = gateway.request(
        "/auth/switch", {"data": {"cookie": True}}, headers={"Authorization": headers["Authorization"]}
    )
    assert without.error["details"]["reason"] == "no_cookie"


def test_a_password_changed_meanwhile_ends_the_switch_too(place):
    held = tokens(place.sign_in())
    operated("end_sessions", organisation=place.organisation, email=place.email)
    assert code(switch(held)) == (401, "AUTH_INVALID_TOKEN")
