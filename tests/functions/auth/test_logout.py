"""POST /v1/auth/logout keeps its promises."""

import pytest

from tests import gateway
from tests.operated import PASSWORD, new_key, new_organisation, new_user, operated


@pytest.fixture
def organisation(deployment):
    return new_organisation(plan="enterprise")


@pytest.fixture
def key(organisation):
    return new_key(organisation, "read", type="publishable")


def sign_in(key, email):
    body = {"email": email, "password": PASSWORD}
    answer = gateway.request("/auth/token", body, query={"grant_type": "password"}, headers={"apikey": key})
    assert answer.status == 200, answer
    return answer.body


def renew(key, refresh_token):
    return gateway.request(
        "/auth/token",
        {"refresh_token": refresh_token},
        query={"grant_type": "refresh_token"},
        headers={"apikey": key},
    ).status


def logout(body=None, **headers):
    answer = gateway.request("/auth/logout", body, headers={n.replace("_", "-"): v for n, v in headers.items()})
    return answer.status, answer.body


def test_a_refresh_token_ends_its_session_with_the_organisations_key(organisation, key):
    email = new_user(organisation)
    one, two = sign_in(key, email), sign_in(key, email)
    assert logout({"refresh_token": one["refresh_token"]}, apikey=key) == (200, {"success": True})
    assert (renew(key, one["refresh_token"]), renew(key, two["refresh_token"])) == (401, 200)


def test_an_access_token_ends_its_own_session_with_no_body(organisation, key):
    email = new_user(organisation)
    one, two = sign_in(key, email), sign_in(key, email)
    assert logout(Authorization=f"Bearer {one['access_token']}") == (200, {"success": True})
    assert (renew(key, one["refresh_token"]), renew(key, two["refresh_token"])) == (401, 200)
    actions = [entry["action"] for entry in operated("read_audit", organisation=organisation)["entries"]]
    assert actions.count("session.ended") == 1


def test_logging_out_twice_is_the_same_as_once(organisation, key):
    token = sign_in(key, new_user(organisation))["refresh_token"]
    for _ in range(2):
        assert logout({"refresh_token": token}, apikey=key) == (200, {"success": True})


def test_another_organisation_ends_nothing_and_learns_nothing(organisation, key):
    token = sign_in(key, new_user(organisation))["refresh_token"]
    stranger = new_key(new_organisation(plan="enterprise"), "read", type="publishable")
    assert logout({"refresh_token": token}, apikey=stranger) == (200, {"success": True})
    assert logout({"refresh_token": "v1." + "0" * 56}, apikey=stranger) == (200, {"success": True})
    assert renew(key, token) == 200


def test_the_platforms_key_ends_sessions_of_any_organisation(organisation, key):
    token = sign_in(key, new_user(organisation))["refresh_token"]
    platform = new_key(new_organisation(plan="enterprise", platform=True), "read", type="publishable")
    logout({"refresh_token": token}, apikey=platform)
    assert renew(key, token) == 401


def test_a_key_alone_has_no_session_to_end(key):
    status, body = logout(apikey=key)
    assert (status, body["error"]["details"]["field"]) == (400, "refresh_token")
