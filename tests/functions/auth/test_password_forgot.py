"""POST /v1/auth/password/forgot keeps its promises: it tells nobody who has an account."""

from datetime import timedelta

import pytest
from bivelio_core import clients, clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, Place, code
from tests.functions.users.team import deliver, send
from tests.network import events_of
from tests.services import received, waiting

pytestmark = pytest.mark.usefixtures("deployment")


def forget(place, email=None, key=None, stage="v1", source_ip="192.0.2.1", **headers):
    key = key or (place.key if stage == "v1" else place.test_key)
    return gateway.request(
        "/auth/password/forgot",
        {"data": {"email": email or place.email}},
        headers={"apikey": key, **headers},
        stage=stage,
        source_ip=source_ip,
    )


def test_a_link_is_sent_to_the_address(place, mails):
    assert forget(place).data == {"status": "accepted"}
    deliver()
    (mail,) = mails.mails
    assert mail.recipients == (place.email,)
    assert b"https://app.bivelio.com/reset#" in mail.content


def test_known_and_unknown_addresses_take_the_same_steps(place, mails):
    """The same answer, the same calls in the same order, and a message of the same length for the worker."""

    def steps(email):
        made = []
        events = events_of(clients.client("dynamodb"))
        note = lambda model, **_: made.append(model.name)  # noqa: E731
        events.register("provide-client-params.dynamodb", note)
        before = clients.calls_made()
        answer = forget(place, email)
        events.unregister("provide-client-params.dynamodb", note)
        (body,) = waiting("account_mails")
        return answer.status, answer.body, made, clients.calls_made() - before, sorted(body)

    known = place.email
    unknown = "x" * (known.index("@")) + known[known.index("@") :]
    forget(place, "warm@exemple.cat")
    waiting("account_mails")
    assert steps(known) == steps(unknown)


def test_unknown_addresses_get_no_mail(place, mails):
    assert forget(place, "nobody@exemple.cat").status == 200
    deliver()
    assert mails.mails == []


def test_an_address_gets_three_mails_and_the_answer_stays_the_same(place, mails):
    with clock.frozen(NOW):
        answers = [forget(place).body for _ in range(5)]
    assert all(answer == answers[0] for answer in answers)
    assert len(waiting("account_mails")) == 3
    with clock.frozen(NOW + timedelta(seconds=61)):
        forget(place)
    assert len(waiting("account_mails")) == 1


def test_a_network_that_asks_for_many_has_to_wait(place):
    with clock.frozen(NOW):
        asked = [forget(place, f"p{n}@exemple.cat") for n in range(21)]
        assert [answer.status for answer in asked] == [200] * 20 + [429]
        assert asked[-1].error["message"].startswith("S'han demanat massa correus")
        assert forget(place, source_ip="198.51.100.1").status == 200


def test_the_mail_is_in_the_language_of_who_asks(place, mails):
    forget(place, **{"Accept-Language": "en"})
    deliver()
    assert b"Somebody, perhaps you, asked for a new password" in mails.mails[0].content


def test_an_organisations_pages_send_mail_to_its_own_people_alone(place, mails):
    other = Place()
    forget(other, place.email)
    deliver()
    assert mails.mails == []
    platform = Place(name="BiVelio", platform=True)
    forget(platform, place.email)
    deliver()
    assert len(mails.mails) == 1


def test_a_late_message_does_not_replace_a_newer_link(place, mails):
    with clock.frozen(NOW):
        forget(place)
        (old,) = received("account_mails")
    with clock.frozen(NOW + timedelta(seconds=5)):
        forget(place)
        deliver()
        assert send(old) == []
    assert len(mails.mails) == 1


def test_the_message_has_no_link(place, mails):
    forget(place)
    (body,) = received("account_mails")
    assert send(body) == []
    token = mails.mails[0].content.decode().partition("/reset#")[2].split()[0]
    assert len(token) == 43
    assert token not in str(body)


@pytest.mark.parametrize("email", ["", None, 7])
def test_what_is_no_text_is_refused(place, email):
    body = {"data": {"email": email}}
    answer = gateway.request("/auth/password/forgot", body, headers={"apikey": place.key})
    assert code(answer) == (400, "VALIDATION_ERROR")
