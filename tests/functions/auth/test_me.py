"""POST /v1/auth/me keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.operated import new_user

pytestmark = pytest.mark.usefixtures("deployment")


def ask(held, stage="v1"):
    return gateway.request("/auth/me", headers={"Authorization": f"Bearer {held['access_token']}"}, stage=stage)


def test_it_tells_who_is_signed_in_as_what_and_where(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
    with clock.frozen(NOW + timedelta(minutes=5)):
        data = ask(held).data
    assert data.pop("session")["id"].startswith("ses_")
    assert data == {
        "id": held["user"]["id"],
        "email": place.email,
        "name": None,
        "language": None,
        "role": "admin",
        "scopes": ["admin"],
        "environment": "live",
        "organisation": {
            "id": place.organisation,
            "name": "Empresa ABC",
            "plan": "enterprise",
            "language": "ca",
            "time_zone": "Europe/Madrid",
        },
        "mfa": {"enabled": False, "required": False, "recovery_codes_left": 0},
    }


def test_the_session_shows_when_the_user_proved_who_it_is(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in(stage="sandbox"))
    with clock.frozen(NOW + timedelta(minutes=5)):
        data = ask(held, "sandbox").data
    assert data["environment"] == "sandbox"
    assert {name: data["session"][name] for name in ("started_at", "confirmed_at", "expires_at")} == {
        "started_at": "2026-04-07T12:00:00Z",
        "confirmed_at": "2026-04-07T12:00:00Z",
        "expires_at": "2026-05-07T12:00:00Z",
    }


@pytest.mark.parametrize(("role", "scope"), [("owner", "admin"), ("member", "write"), ("viewer", "read")])
def test_every_role_reads_itself(place, role, scope):
    email = new_user(place.organisation, role, f"{role}@{place.organisation}.cat")
    data = ask(tokens(place.sign_in(email=email))).data
    assert (data["role"], data["scopes"]) == (role, [scope])


def test_a_key_is_nobody(place):
    assert code(gateway.request("/auth/me", headers={"apikey": place.key})) == (403, "AUTH_INSUFFICIENT_SCOPE")
