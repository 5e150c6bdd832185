"""POST /v1/auth/mfa/recovery_codes keeps its promises."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock

from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.functions.users.team import deliver
from tests.operated import operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_the_new_codes_sign_in_once_each_and_the_former_ones_no_more(place, app):
    with clock.frozen(NOW):
        codes = ask(app.held, "mfa/recovery_codes").data["recovery_codes"]
        assert len(set(codes)) == 10
        assert not set(codes) & set(app.recovery_codes)
        assert ask(app.held, "me").data["mfa"] == {"enabled": True, "required": False, "recovery_codes_left": 10}
        assert code(app.answer(app.challenge(), app.recovery_codes[0])) == (401, "AUTH_INVALID_TOKEN")
        assert app.answer(app.challenge(), codes[0]).status == 200
        assert code(app.answer(app.challenge(), codes[0])) == (401, "AUTH_INVALID_TOKEN")
    entries = operated("read_audit", organisation=place.organisation)["entries"]
    (entry,) = [each for each in entries if each["action"] == "mfa.codes_renewed"]
    assert set(entry["details"]) == {"user"}


def test_the_app_goes_on_and_a_repeated_call_makes_others(app):
    with clock.frozen(NOW):
        first = ask(app.held, "mfa/recovery_codes").data["recovery_codes"]
        second = ask(app.held, "mfa/recovery_codes").data["recovery_codes"]
        assert code(app.answer(app.challenge(), first[0])) == (401, "AUTH_INVALID_TOKEN")
        assert app.answer(app.challenge(), second[0]).status == 200
    later = NOW + timedelta(seconds=60)
    with clock.frozen(later):
        assert app.answer(app.challenge(), app.code(later)).status == 200


def test_it_needs_a_recent_proof_by_a_code(app):
    late = NOW + timedelta(minutes=16)
    with clock.frozen(late):
        refused = ask(app.held, "mfa/recovery_codes")
        assert (code(refused), refused.error["details"]["method"]) == ((403, "AUTH_CONFIRMATION_REQUIRED"), "code")
        assert ask(app.held, "confirm", code=app.code(late)).status == 200
        assert ask(app.held, "mfa/recovery_codes").status == 200


def test_without_a_second_factor_there_are_none(place):
    with clock.frozen(NOW):
        answer = ask(tokens(place.sign_in()), "mfa/recovery_codes")
        assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_not_enabled")


def test_the_user_is_told_by_mail_without_the_codes(place, app, mails):
    deliver()
    with clock.frozen(NOW):
        codes = ask(app.held, "mfa/recovery_codes").data["recovery_codes"]
        deliver()
    mail = mails.mails[-1]
    assert mail.recipients == (place.email,)
    text = message_from_bytes(mail.content, policy=policy.default)
    assert text["Subject"] == "Tens codis de recuperació nous"
    assert not any(each in text.get_content() for each in codes)
