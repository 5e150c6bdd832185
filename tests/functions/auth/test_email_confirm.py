"""POST /v1/auth/email/confirm keeps its promises: one use, one hour, everywhere at once; the former address is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.functions.auth.test_email_change import NEW, change
from tests.functions.auth.test_password_reset import link as reset_link
from tests.functions.auth.test_password_reset import reset, why
from tests.functions.users.team import deliver
from tests.operated import PASSWORD, new_key, new_user, operated

pytestmark = pytest.mark.usefixtures("deployment")


def link(held, mails, email=NEW):
    """The token of the link that is sent to the new address."""
    assert change(held, email).status == 200
    deliver()
    return mails.mails[-1].content.decode().partition("/email#")[2].split()[0]


def confirm(place, token, key=None):
    return gateway.request("/auth/email/confirm", {"data": {"token": token}}, headers={"apikey": key or place.key})


def test_the_new_address_signs_in_and_the_former_one_no_longer(place, mails):
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        answer = confirm(place, link(held, mails))
        assert answer.data == {"email": NEW, "changed_at": "2026-04-07T12:00:00Z"}
        assert code(place.sign_in()) == (401, "AUTH_INVALID_TOKEN")
        assert place.sign_in(email=NEW).status == 200
        assert ask(held, "me").data["email"] == NEW
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("user.email_changed") == 1


def test_the_former_address_is_told(place, mails):
    confirm(place, link(tokens(place.sign_in()), mails))
    deliver()
    assert mails.mails[-1].recipients == (place.email,)
    assert b"entres al teu compte de BiVelio amb una altra" in mails.mails[-1].content


def test_each_organisation_lists_the_new_address(place, mails):
    other = Place()
    new_user(other.organisation, "owner", place.email)
    held = tokens(place.sign_in())
    confirm(place, link(held, mails))
    for each in (place, other):
        there = tokens(each.sign_in(email=NEW))
        headers = {"Authorization": f"Bearer {there['access_token']}"}
        people = gateway.request("/users/list", {"data": {}}, headers=headers).data["users"]
        assert NEW in [person["email"] for person in people]
        assert place.email not in [person["email"] for person in people]


def test_the_former_address_can_be_somebody_elses(place, mails):
    confirm(place, link(tokens(place.sign_in()), mails))
    assert new_user(place.organisation, "member", place.email) == place.email
    assert place.sign_in().status == 200


def test_a_link_works_once_also_for_many_at_once(place, mails):
    token = link(tokens(place.sign_in()), mails)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: confirm(place, token).status, range(4)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 422}
    assert why(confirm(place, token)) == (422, "token", "link_used")


def test_a_link_lasts_an_hour(place, mails):
    with clock.frozen(NOW):
        token = link(tokens(place.sign_in()), mails)
    with clock.frozen(NOW + timedelta(hours=1)):
        assert why(confirm(place, token)) == (422, "token", "link_expired")


def test_a_newer_request_ends_the_link(place, mails):
    held = tokens(place.sign_in())
    token = link(held, mails)
    change(held, "altra@exemple.cat")
    assert why(confirm(place, token)) == (422, "token", "link_replaced")


def test_a_new_password_ends_the_link(place, mails):
    token = link(tokens(place.sign_in()), mails)
    operated("set_password", organisation=place.organisation, email=place.email, password=f"{PASSWORD} nova")
    assert why(confirm(place, token)) == (422, "token", "link_replaced")


def test_a_link_to_a_new_password_that_the_former_address_has_ends(place, mails):
    held = tokens(place.sign_in())
    old = reset_link(place, mails)
    confirm(place, link(held, mails))
    assert why(reset(place, old)) == (422, "token", "link_replaced")


def test_an_address_that_was_taken_meanwhile_is_refused(place, mails):
    token = link(tokens(place.sign_in()), mails)
    new_user(place.organisation, "member", NEW)
    answer = confirm(place, token)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "email_taken")
    assert place.sign_in().status == 200


def test_a_link_of_another_purpose_is_unknown(place, mails):
    assert why(confirm(place, reset_link(place, mails))) == (422, "token", "link_unknown")


def test_another_organisations_pages_are_refused(place, mails):
    token = link(tokens(place.sign_in()), mails)
    assert confirm(place, token, Place().key).status == 403
    platform = Place(name="BiVelio", platform=True)
    assert confirm(place, token, new_key(platform.organisation, "read", type="publishable")).status == 200
