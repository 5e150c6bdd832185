"""A sign-in from a device that was not known is told to its user by mail, once, in the user's language."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.identity import known_devices
from bivelio_core.identity.devices import Device
from bivelio_core.identity.letters import queue

from tests import gateway
from tests.functions.auth import factor
from tests.functions.auth.factor import App
from tests.functions.auth.signing_in import NOW, Place, tokens
from tests.functions.users.team import Team, deliver
from tests.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("deployment")

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


def subjects(place: Place, server: MailServer) -> list[str]:
    """What the mails to the user of a place are about, once the worker has sent them."""
    deliver()
    return [str(mail["Subject"]) for mail in Team(server, place).mailbox(place.email)]


def test_a_new_device_is_told_once_with_when_and_from_where(place, mails):
    with clock.frozen(NOW):
        tokens(place.sign_in(user_agent=FIREFOX))
        assert subjects(place, mails) == [], "the first one of all is nobody else's"
        for _ in range(2):
            tokens(place.sign_in(user_agent=SAFARI, source_ip="198.51.100.7"))
        assert subjects(place, mails) == ["Has entrat des d'un dispositiu nou"]
    text = Team(mails, place).mailbox(place.email)[0].get_content()
    assert "Safari a iOS" in text
    assert "07/04/2026 14:00 (Europe/Madrid)" in text
    assert "198.51.100.7" in text
    assert "/forgot" in text


@pytest.mark.parametrize(
    ("language", "device"), [("ca", "Un dispositiu desconegut"), ("es", "Un dispositivo desconocido"), ("en", "An un")]
)
def test_it_is_told_in_the_language_of_its_user(place, mails, language, device):
    with clock.frozen(NOW):
        held = tokens(place.sign_in(user_agent=FIREFOX))
        assert factor.ask(held, "me/update", language=language).status == 200
        tokens(place.sign_in(user_agent="python-httpx/0.27"))
        deliver()
    (mail,) = Team(mails, place).mailbox(place.email)
    assert device in mail.get_content()


def test_a_device_that_was_not_seen_for_long_is_new_again(place, mails):
    with clock.frozen(NOW):
        tokens(place.sign_in(user_agent=SAFARI))
        tokens(place.sign_in(user_agent=FIREFOX))
        assert len(subjects(place, mails)) == 1
    with clock.frozen(NOW + timedelta(days=89)):
        tokens(place.sign_in(user_agent=FIREFOX))
        assert len(subjects(place, mails)) == 1
    with clock.frozen(NOW + timedelta(days=91)):
        tokens(place.sign_in(user_agent=FIREFOX))
        assert len(subjects(place, mails)) == 1
        tokens(place.sign_in(user_agent=SAFARI))
        assert len(subjects(place, mails)) == 2


def test_the_second_factor_comes_before_the_notice(place, mails):
    app = App(place)
    at = NOW + factor.STEP
    with clock.frozen(at):
        challenge = app.challenge(user_agent=FIREFOX)
        assert len(subjects(place, mails)) == 1, "the factor was switched on"
        tokens(app.answer(challenge, app.code(at), user_agent=FIREFOX))
        assert subjects(place, mails)[1:] == ["Has entrat des d'un dispositiu nou"]
        wrong = app.answer(app.challenge(user_agent=SAFARI), "000000", user_agent=SAFARI)
        assert wrong.status == 401
        assert len(subjects(place, mails)) == 2


def test_a_wrong_password_is_told_to_nobody(place, mails):
    with clock.frozen(NOW):
        tokens(place.sign_in(user_agent=FIREFOX))
        assert place.sign_in("not this one", user_agent=SAFARI).status == 401
        assert subjects(place, mails) == []


def test_neither_a_refresh_nor_a_switch_is_a_new_device(place, mails):
    with clock.frozen(NOW):
        held = tokens(place.sign_in(user_agent=FIREFOX))
        headers = {"Authorization": f"Bearer {held['access_token']}", "User-Agent": SAFARI}
        data = {"refresh_token": held["refresh_token"], "environment": "sandbox"}
        assert gateway.request("/auth/switch", {"data": data}, headers=headers).status == 200
        assert place.refresh(held["refresh_token"]).status == 200
        assert subjects(place, mails) == []


def test_a_sign_in_goes_on_when_no_mail_can_be_sent(place, mails, monkeypatch):
    def busy(_letter: object) -> None:
        raise ServiceBusy

    with clock.frozen(NOW):
        tokens(place.sign_in(user_agent=FIREFOX))
        monkeypatch.setattr(queue, "send", busy)
        tokens(place.sign_in(user_agent=SAFARI))
        assert subjects(place, mails) == []


def test_no_more_devices_are_kept_than_the_newest():
    about: dict[str, object] = {}
    for second in range(known_devices.MOST + 5):
        with clock.frozen(NOW + timedelta(seconds=second)):
            about |= known_devices.change(about, Device(f"browser {second}", None))
    devices = about["devices"]
    assert isinstance(devices, dict)
    assert set(devices) == {f"browser {second}|" for second in range(5, known_devices.MOST + 5)}
