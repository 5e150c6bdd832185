"""POST /v1/auth/logout keeps its promises."""

from tests import gateway
from tests.functions.auth.signing_in import tokens
from tests.operated import new_key, new_organisation, operated


def logout(body=None, **headers):
    answer = gateway.request("/auth/logout", body, headers={n.replace("_", "-"): v for n, v in headers.items()})
    return answer.status, answer.body


def test_a_refresh_token_ends_its_session_with_the_organisations_key(place):
    one, two = tokens(place.sign_in()), tokens(place.sign_in())
    assert logout({"refresh_token": one["refresh_token"]}, apikey=place.key) == (200, {"success": True})
    assert (place.refresh(one["refresh_token"]).status, place.refresh(two["refresh_token"]).status) == (401, 200)


def test_an_access_token_ends_its_own_session_with_no_body(place):
    one, two = tokens(place.sign_in()), tokens(place.sign_in())
    assert logout(Authorization=f"Bearer {one['access_token']}") == (200, {"success": True})
    assert (place.refresh(one["refresh_token"]).status, place.refresh(two["refresh_token"]).status) == (401, 200)
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("session.ended") == 1


def test_logging_out_twice_is_the_same_as_once(place):
    token = tokens(place.sign_in())["refresh_token"]
    for _ in range(2):
        assert logout({"refresh_token": token}, apikey=place.key) == (200, {"success": True})


def test_another_organisation_ends_nothing_and_learns_nothing(place):
    token = tokens(place.sign_in())["refresh_token"]
    stranger = new_key(new_organisation(plan="enterprise"), "read", type="publishable")
    assert logout({"refresh_token": token}, apikey=stranger) == (200, {"success": True})
    assert logout({"refresh_token": "v1." + "0" * 56}, apikey=stranger) == (200, {"success": True})
    assert place.refresh(token).status == 200


def test_the_platforms_key_ends_sessions_of_any_organisation(place):
    token = tokens(place.sign_in())["refresh_token"]
    platform = new_key(new_organisation(plan="enterprise", platform=True), "read", type="publishable")
    logout({"refresh_token": token}, apikey=platform)
    assert place.refresh(token).status == 401


def test_a_key_alone_has_no_session_to_end(place):
    status, body = logout(apikey=place.key)
    assert (status, body["error"]["details"]["field"]) == (400, "refresh_token")
