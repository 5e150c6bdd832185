"""Signing in with a second factor: the password alone opens nothing, a code counts once, guesses are few."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import STEP, ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.operated import operated
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("deployment")
LATER = NOW + timedelta(minutes=5)


def test_the_password_alone_gets_a_challenge_and_no_token(place, app):
    with clock.frozen(LATER):
        answer = place.sign_in()
    assert code(answer) == (401, "AUTH_MFA_REQUIRED")
    details = answer.error["details"]
    assert (details["reason"], details["expires_in"], len(details["challenge"])) == ("code_required", 300, 43)
    assert answer.error["message"] == "Falta el codi de la verificació en dos passos."
    assert "access_token" not in str(answer.body)


def test_the_code_completes_the_sign_in(place, app):
    with clock.frozen(LATER):
        body = tokens(app.answer(app.challenge(), app.code(LATER)))
        assert body["user"]["email"] == place.email
        assert ask(body, "me").data["mfa"] == {"enabled": True, "required": False, "recovery_codes_left": 10}
        assert place.refresh(body["refresh_token"]).status == 200


def test_a_wrong_password_is_answered_as_before(place, app):
    with clock.frozen(LATER):
        assert code(place.sign_in("wrong")) == (401, "AUTH_INVALID_TOKEN")


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_one_step_either_way_counts(app, steps):
    with clock.frozen(LATER):
        assert app.answer(app.challenge(), app.code(LATER + steps * STEP)).status == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_two_steps_do_not(app, steps):
    with clock.frozen(LATER):
        assert code(app.answer(app.challenge(), app.code(LATER + steps * STEP))) == (401, "AUTH_INVALID_TOKEN")


def test_a_code_counts_once_and_none_before_it(place, app):
    with clock.frozen(LATER):
        assert app.answer(app.challenge(), app.code(LATER)).status == 200
        for at in (LATER, LATER - STEP):
            refused = app.answer(app.challenge(), app.code(at))
            assert (code(refused), refused.error["details"]["reason"]) == ((401, "AUTH_INVALID_TOKEN"), "wrong_code")
        assert app.answer(app.challenge(), app.code(LATER + STEP)).status == 200


def test_the_code_that_switched_it_on_does_not_sign_in(app):
    with clock.frozen(NOW):
        assert code(app.answer(app.challenge(), app.code(NOW))) == (401, "AUTH_INVALID_TOKEN")


def test_each_recovery_code_works_once(place, app):
    with clock.frozen(LATER):
        first, second, *_ = app.recovery_codes
        body = tokens(app.answer(app.challenge(), first.upper().replace("-", " ")))
        assert ask(body, "me").data["mfa"]["recovery_codes_left"] == 9
        assert code(app.answer(app.challenge(), first)) == (401, "AUTH_INVALID_TOKEN")
        assert app.answer(app.challenge(), second).status == 200


def test_the_same_code_many_times_at_once_signs_in_once(app):
    with clock.frozen(LATER):
        challenges = [app.challenge() for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda text: app.answer(text, app.code(LATER)).status, challenges))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 401}


def test_a_challenge_is_answered_once_and_expires(app):
    with clock.frozen(LATER):
        challenge, other = app.challenge(), app.challenge()
        assert app.answer(challenge, app.code(LATER)).status == 200
        assert code(app.answer(challenge, app.code(LATER + STEP))) == (401, "AUTH_INVALID_TOKEN")
    late = LATER + timedelta(minutes=5)
    with clock.frozen(late):
        refused = app.answer(other, app.code(late))
        assert (code(refused), refused.error["details"]["reason"]) == ((401, "AUTH_INVALID_TOKEN"), "challenge_expired")


def test_a_challenge_is_for_the_key_and_environment_it_was_asked_with(place, app):
    stranger = Place()
    with clock.frozen(LATER):
        challenge = app.challenge()
        assert code(app.answer(challenge, app.code(LATER), stranger.key)) == (401, "AUTH_INVALID_TOKEN")
        assert code(app.answer(challenge, app.code(LATER), stage="sandbox")) == (401, "AUTH_INVALID_TOKEN")
        assert code(app.answer("x" * 43, app.code(LATER))) == (401, "AUTH_INVALID_TOKEN")
        assert app.answer(challenge, app.code(LATER)).status == 200


def test_guesses_of_codes_are_few_whatever_the_challenge_and_network(place, app):
    with clock.frozen(LATER):
        wrong = [app.answer(app.challenge(source_ip=f"192.0.2.{n}"), "000000").status for n in range(5)]
        assert wrong == [401] * 5
        locked = app.answer(app.challenge(), app.code(LATER))
        assert (code(locked), locked.error["retry_after"]) == ((429, "RATE_LIMIT_EXCEEDED"), 30)
    after = LATER + timedelta(seconds=31)
    with clock.frozen(after):
        assert app.answer(app.challenge(), app.code(after)).status == 200
    entries = operated("read_audit", organisation=place.organisation, limit=20)["entries"]
    assert [entry["action"] for entry in entries].count("sign_in.failed") == 5


def test_a_new_password_ends_the_challenge(place, app):
    with clock.frozen(LATER):
        challenge = app.challenge()
        operated("set_password", organisation=place.organisation, email=place.email, password="another long one")
        assert code(app.answer(challenge, app.code(LATER))) == (401, "AUTH_INVALID_TOKEN")


def test_with_the_cookie_the_second_request_sets_it(place, app):
    with clock.frozen(LATER):
        answer = app.answer(app.challenge(), app.code(LATER), cookie=True, stay_signed_in=True)
        assert answer.headers["Set-Cookie"].startswith("__Secure-bivelio=k.v1.")
        assert "refresh_token" not in answer.body


def test_the_fields_of_one_way_do_not_fit_another(place):
    for grant, body in (
        ("mfa", {"challenge": "x"}),
        ("mfa", {"challenge": "x", "code": "123456", "email": "a@b.cat"}),
        ("password", {"email": "a@b.cat", "password": "x", "code": "123456"}),
        ("refresh_token", {"refresh_token": "v1.x", "challenge": "x"}),
    ):
        answer = gateway.request("/auth/token", body, query={"grant_type": grant}, headers={"apikey": place.key})
        assert code(answer) == (400, "VALIDATION_ERROR")


def test_no_secret_is_kept_in_clear(app, table):
    with clock.frozen(LATER):
        challenge = app.challenge()
    stored = str(stored_items())
    for secret in (app.secret, challenge, *app.recovery_codes):
        assert secret not in stored


def test_the_operator_helps_who_has_lost_everything(place, app):
    with clock.frozen(LATER):
        operated("reset_second_factor", organisation=place.organisation, email=place.email)
        assert place.sign_in().status == 200
    with clock.frozen(LATER + timedelta(seconds=31)):
        assert code(ask(app.held, "me")) == (401, "AUTH_INVALID_TOKEN")
