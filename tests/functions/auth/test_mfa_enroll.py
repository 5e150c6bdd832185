"""POST /v1/auth/mfa/enroll keeps its promises."""

from datetime import timedelta

import pyotp
import pytest
from bivelio_core import clock

from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, code, tokens

pytestmark = pytest.mark.usefixtures("deployment")


def test_it_gives_a_secret_for_an_app_and_changes_nothing_yet(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        data = ask(held, "mfa/enroll").data
        assert data["expires_at"] == "2026-04-07T12:15:00Z"
        parsed = pyotp.parse_uri(data["uri"])
        assert (parsed.secret, parsed.name) == (data["secret"], place.email)
        assert ask(held, "me").data["mfa"]["enabled"] is False
        assert place.sign_in().status == 200


def test_each_call_makes_another_secret_and_the_last_one_counts(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        first, second = (ask(held, "mfa/enroll").data["secret"] for _ in range(2))
        assert code(ask(held, "mfa/confirm", code=pyotp.TOTP(first).at(NOW))) == (422, "VALIDATION_ERROR")
        assert ask(held, "mfa/confirm", code=pyotp.TOTP(second).at(NOW)).status == 200


def test_it_needs_a_recent_sign_in(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
    with clock.frozen(NOW + timedelta(minutes=16)):
        refused = ask(held, "mfa/enroll")
        assert code(refused) == (403, "AUTH_CONFIRMATION_REQUIRED")
        assert refused.error["details"] == {"reason": "not_recent", "method": "password", "max_age_seconds": 900}


def test_a_factor_that_is_on_is_not_replaced(place, app):
    with clock.frozen(NOW):
        answer = ask(app.held, "mfa/enroll")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_enabled")
