"""POST /v1/auth/email/change keeps its promises: a recent sign-in, a link to the address, no word about others."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.functions.users.team import deliver, send
from tests.services import received, waiting

pytestmark = pytest.mark.usefixtures("deployment")
NEW = "nova@exemple.cat"


def change(held, email=NEW):
    return ask(held, "email/change", email=email)


def test_a_link_is_sent_to_the_new_address_alone(place, mails):
    held = tokens(place.sign_in())
    assert change(held).data == {"status": "accepted"}
    deliver()
    (mail,) = mails.mails
    assert mail.recipients == (NEW,)
    assert b"https://app.bivelio.com/email#" in mail.content
    assert ask(held, "me").data["email"] == place.email


def test_a_sign_in_of_long_ago_has_to_be_confirmed_first(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
    with clock.frozen(NOW + timedelta(minutes=16)):
        assert code(change(held)) == (403, "AUTH_CONFIRMATION_REQUIRED")
    assert waiting("account_mails") == []


def test_the_answer_does_not_tell_who_has_an_account(place, mails):
    other = Place()
    held = tokens(place.sign_in())
    assert change(held, other.email).body == change(held).body
    deliver()
    assert [mail.recipients for mail in mails.mails] == [(NEW,)]


def test_ones_own_address_is_refused(place):
    answer = change(tokens(place.sign_in()), f" {place.email.upper()} ")
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "same_address")


def test_a_newer_request_replaces_the_message_of_the_former(place, mails):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        change(held)
        (old,) = received("account_mails")
    with clock.frozen(NOW + timedelta(seconds=5)):
        change(held, "altra@exemple.cat")
        assert send(old) == []
        deliver()
    assert [mail.recipients for mail in mails.mails] == [("altra@exemple.cat",)]


def test_a_user_has_three_mails_sent_then_has_to_wait(place):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        answers = [change(held, f"nova{n}@exemple.cat").status for n in range(4)]
    assert answers == [200, 200, 200, 429]
    assert len(waiting("account_mails")) == 3


@pytest.mark.parametrize("email", ["", "sense arrova", "a@b c", None, 7])
def test_what_is_no_address_is_refused(place, email):
    assert code(change(tokens(place.sign_in()), email)) == (400, "VALIDATION_ERROR")
