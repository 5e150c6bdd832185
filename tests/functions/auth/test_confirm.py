"""POST /v1/auth/confirm keeps its promises, and what needs a recent proof of identity asks for it."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.operated import PASSWORD, new_user, operated

pytestmark = pytest.mark.usefixtures("deployment")
LATE = NOW + timedelta(minutes=16)


@pytest.fixture
def held(place):
    """The tokens of an owner who signed in a while ago."""
    owner = new_user(place.organisation, "owner", f"owner@{place.organisation}.cat")
    place.email = owner
    with clock.frozen(NOW):
        return tokens(place.sign_in())


def request(held, route, stage="v1", **data):
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    return gateway.request(route, {"data": data}, headers=headers, stage=stage)


def test_the_password_makes_the_session_recent(held):
    with clock.frozen(LATE):
        data = ask(held, "confirm", password=PASSWORD).data
        assert data == {"confirmed_at": "2026-04-07T12:16:00Z", "recent_until": "2026-04-07T12:31:00Z"}
        assert ask(held, "me").data["session"]["confirmed_at"] == "2026-04-07T12:16:00Z"


def test_a_wrong_password_is_counted_like_a_sign_in(place, held):
    with clock.frozen(LATE):
        answers = [code(ask(held, "confirm", password="wrong")) for _ in range(6)]
        assert answers == [(422, "VALIDATION_ERROR")] * 5 + [(429, "RATE_LIMIT_EXCEEDED")]
        assert place.sign_in().status == 429
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("user.confirmation_failed") == 5


def test_with_a_second_factor_the_code_counts_once_and_the_password_does_not(app):
    with clock.frozen(LATE):
        assert code(ask(app.held, "confirm", password=PASSWORD)) == (400, "VALIDATION_ERROR")
        assert code(ask(app.held, "confirm", code="000000")) == (422, "VALIDATION_ERROR")
        assert ask(app.held, "confirm", code=app.code(LATE)).status == 200
        assert code(ask(app.held, "confirm", code=app.code(LATE))) == (422, "VALIDATION_ERROR")
        assert ask(app.held, "confirm", code=app.recovery_codes[0]).status == 200


def test_without_one_a_code_is_no_proof(held):
    with clock.frozen(LATE):
        assert code(ask(held, "confirm", code="123456")) == (400, "VALIDATION_ERROR")
        assert code(ask(held, "confirm")) == (400, "VALIDATION_ERROR")


LIVE_SECRET = {"name": "x", "environment": "live", "scopes": ["read"]}
NEEDS_IT = [
    ("/keys/create", LIVE_SECRET),
    ("/users/invite", {"email": "nou@exemple.cat", "role": "owner"}),
    ("/auth/mfa/enroll", {}),
    ("/auth/mfa/disable", {}),
]


@pytest.mark.parametrize(("route", "data"), NEEDS_IT)
def test_it_is_asked_for_and_the_same_request_succeeds_then(held, mails, route, data):
    with clock.frozen(LATE):
        refused = request(held, route, **data)
        assert code(refused) == (403, "AUTH_CONFIRMATION_REQUIRED")
        assert refused.error["message"].startswith("Abans has de confirmar que ets tu")
        assert ask(held, "confirm", password=PASSWORD).status == 200
        assert request(held, route, **data).status == 200


def test_rotating_a_live_secret_key_and_changing_owners_need_it_too(place, held):
    viewer = new_user(place.organisation, "viewer", "v@exemple.cat")
    with clock.frozen(NOW):
        made = request(held, "/keys/create", **LIVE_SECRET).data["id"]
        people = request(held, "/users/list").data["users"]
    name = next(item["id"] for item in people if item["email"] == viewer)
    with clock.frozen(LATE):
        for route, data in (
            ("/keys/rotate", {"id": made}),
            ("/users/update", {"id": name, "role": "owner"}),
        ):
            assert code(request(held, route, **data)) == (403, "AUTH_CONFIRMATION_REQUIRED"), route
        assert request(held, "/users/update", id=name, role="member").status == 200


def test_test_keys_and_publishable_keys_do_not_need_it(held):
    with clock.frozen(LATE):
        assert request(held, "/keys/create", **{**LIVE_SECRET, "environment": "test"}).status == 200
        assert request(held, "/keys/create", **LIVE_SECRET, type="publishable").status == 200


def test_refreshing_and_switching_prove_nothing(place, held):
    with clock.frozen(LATE):
        renewed = tokens(place.refresh(held["refresh_token"]))
        assert code(request(renewed, "/keys/create", **LIVE_SECRET)) == (403, "AUTH_CONFIRMATION_REQUIRED")
        switched = ask(renewed, "switch", refresh_token=renewed["refresh_token"]).data
        assert code(request(switched, "/keys/create", **LIVE_SECRET)) == (403, "AUTH_CONFIRMATION_REQUIRED")


def test_each_session_has_its_own_proof(place, held):
    with clock.frozen(LATE):
        fresh = tokens(place.sign_in())
        assert request(fresh, "/keys/create", **LIVE_SECRET).status == 200
        assert code(request(held, "/keys/create", **LIVE_SECRET)) == (403, "AUTH_CONFIRMATION_REQUIRED")
        assert Place().sign_in().status == 200
