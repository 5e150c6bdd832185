"""POST /v1/auth/password/reset keeps its promises: one use, one hour, all sessions end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.functions.auth.test_password_forgot import forget
from tests.functions.users.team import deliver
from tests.operated import PASSWORD, operated
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("deployment")
NEW = "una contrasenya nova"


def link(place, mails):
    """The token of the link that is sent to the user."""
    forget(place)
    deliver()
    return mails.mails[-1].content.decode().partition("/reset#")[2].split()[0]


def reset(place, token, key=None, password=NEW):
    body = {"data": {"token": token, "new_password": password}}
    return gateway.request("/auth/password/reset", body, headers={"apikey": key or place.key})


def why(answer):
    return answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]


def test_the_new_password_signs_in_and_all_sessions_end(place, mails):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        answer = reset(place, link(place, mails))
        assert answer.data == {"email": place.email, "changed_at": "2026-04-07T12:00:00Z"}
        assert code(place.sign_in(PASSWORD)) == (401, "AUTH_INVALID_TOKEN")
        assert place.sign_in(NEW).status == 200
        assert code(place.refresh(held["refresh_token"])) == (401, "AUTH_INVALID_TOKEN")
    with clock.frozen(NOW + timedelta(seconds=31)):
        assert code(ask(held, "me")) == (401, "AUTH_INVALID_TOKEN")
    deliver()
    assert b"La contrasenya del teu compte" in mails.mails[-1].content
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert "user.password_reset" in actions


def test_a_link_works_once_also_for_many_at_once(place, mails):
    token = link(place, mails)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: reset(place, token, password=f"{NEW} {n}").status, range(4)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 422}
    assert why(reset(place, token)) == (422, "token", "link_used")


def test_a_link_lasts_an_hour(place, mails):
    with clock.frozen(NOW):
        token = link(place, mails)
    with clock.frozen(NOW + timedelta(hours=1)):
        assert why(reset(place, token)) == (422, "token", "link_expired")


def test_the_newest_link_counts(place, mails):
    with clock.frozen(NOW):
        first = link(place, mails)
    with clock.frozen(NOW + timedelta(minutes=1)):
        second = link(place, mails)
        assert why(reset(place, first)) == (422, "token", "link_replaced")
        assert reset(place, second).status == 200


def test_a_password_that_was_changed_meanwhile_ends_the_link(place, mails):
    token = link(place, mails)
    operated("set_password", organisation=place.organisation, email=place.email, password="another long one")
    assert why(reset(place, token)) == (422, "token", "link_replaced")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: t.swapcase()])
def test_a_tampered_link_is_unknown(place, mails, change):
    assert why(reset(place, change(link(place, mails)))) == (422, "token", "link_unknown")
    assert place.sign_in().status == 200


def test_the_link_of_an_invitation_sets_no_password(place, mails):
    held = tokens(place.sign_in())
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    data = {"email": "nou@exemple.cat", "role": "viewer"}
    assert gateway.request("/users/invite", {"data": data}, headers=headers).status == 200
    deliver()
    token = mails.mails[-1].content.decode().partition("/accept#")[2].split()[0]
    assert why(reset(place, token)) == (422, "token", "link_unknown")


def test_another_organisations_pages_cannot_use_it(place, mails):
    token = link(place, mails)
    assert code(reset(place, token, Place().key)) == (403, "RESOURCE_FORBIDDEN")
    assert reset(place, token, Place(name="BiVelio", platform=True).key).status == 200


def test_the_second_factor_stays(place, app, mails):
    later = NOW + timedelta(minutes=5)
    with clock.frozen(later):
        assert reset(place, link(place, mails)).status == 200
        assert code(place.sign_in(NEW)) == (401, "AUTH_MFA_REQUIRED")


def test_no_token_is_kept_in_clear(place, mails, table):
    token = link(place, mails)
    assert token not in str(stored_items())


@pytest.mark.parametrize("password", ["short", "x" * 257, None])
def test_a_password_that_is_too_short_or_long_is_refused(place, mails, password):
    assert reset(place, link(place, mails), password=password).status == 400
