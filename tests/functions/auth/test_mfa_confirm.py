"""POST /v1/auth/mfa/confirm keeps its promises."""

from datetime import timedelta

import pyotp
import pytest
from bivelio_core import clock

from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.functions.users.team import deliver
from tests.operated import operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_a_code_switches_it_on_and_shows_ten_recovery_codes_once(place, mails):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        secret = ask(held, "mfa/enroll").data["secret"]
        data = ask(held, "mfa/confirm", code=pyotp.TOTP(secret).at(NOW)).data
        assert len(set(data["recovery_codes"])) == 10
        assert all(len(each) == 11 and each[5] == "-" for each in data["recovery_codes"])
        again = ask(held, "mfa/confirm", code=pyotp.TOTP(secret).at(NOW + timedelta(seconds=30)))
        assert (code(again), again.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_enabled")
        assert ask(held, "me").data["mfa"]["enabled"] is True
    deliver()
    assert [mail.recipients for mail in mails.mails] == [(place.email,)]
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("mfa.enabled") == 1


def test_a_wrong_code_changes_nothing_and_guesses_are_few(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        secret = ask(held, "mfa/enroll").data["secret"]
        answers = [code(ask(held, "mfa/confirm", code="000000")) for _ in range(6)]
        assert answers == [(422, "VALIDATION_ERROR")] * 5 + [(429, "RATE_LIMIT_EXCEEDED")]
        assert ask(held, "me").data["mfa"]["enabled"] is False
    later = NOW + timedelta(seconds=31)
    with clock.frozen(later):
        assert ask(held, "mfa/confirm", code=pyotp.TOTP(secret).at(later)).status == 200


def test_the_secret_waits_fifteen_minutes(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        secret = ask(held, "mfa/enroll").data["secret"]
    late = NOW + timedelta(minutes=15)
    with clock.frozen(late):
        answer = ask(held, "mfa/confirm", code=pyotp.TOTP(secret).at(late))
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_not_begun")


def test_without_a_secret_there_is_nothing_to_confirm(place):
    answer = ask(tokens(place.sign_in()), "mfa/confirm", code="123456")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_not_begun")
