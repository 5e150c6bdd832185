"""POST /v1/auth/mfa/disable keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import App, ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.operated import new_user, operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_the_password_signs_in_alone_again(place, app):
    with clock.frozen(NOW):
        assert ask(app.held, "mfa/disable").data == {"enabled": False}
        assert ask(app.held, "mfa/disable").data == {"enabled": False}
        assert place.sign_in().status == 200
    actions = [entry["action"] for entry in operated("read_audit", organisation=place.organisation)["entries"]]
    assert actions.count("mfa.disabled") == 1


def test_it_needs_a_recent_proof_by_a_code(app):
    late = NOW + timedelta(minutes=16)
    with clock.frozen(late):
        refused = ask(app.held, "mfa/disable")
        assert (code(refused), refused.error["details"]["method"]) == ((403, "AUTH_CONFIRMATION_REQUIRED"), "code")
        assert ask(app.held, "confirm", code=app.code(late)).status == 200
        assert ask(app.held, "mfa/disable").status == 200


class Strict:
    """An organisation whose owners need a second factor, and one of them."""

    def __init__(self) -> None:
        self.place = Place()
        self.place.email = new_user(self.place.organisation, "owner", f"owner@{self.place.organisation}.cat")

    def require(self, held: dict[str, str]):
        headers = {"Authorization": f"Bearer {held['access_token']}"}
        data = {"mfa_required_for_owners": True}
        return gateway.request("/organisation/update", {"data": data}, headers=headers)


def test_an_organisation_requires_it_of_its_owners():
    strict = Strict()
    with clock.frozen(NOW):
        held = tokens(strict.place.sign_in())
        assert strict.require(held).data["mfa_required_for_owners"] is True
    with clock.frozen(NOW + timedelta(seconds=31)):
        headers = {"Authorization": f"Bearer {held['access_token']}"}
        refused = gateway.request("/contacts/list", headers=headers)
        assert code(refused) == (403, "AUTH_MFA_NOT_ENROLLED")
        assert ask(held, "me").data["mfa"]["required"] is True
        administrator = new_user(strict.place.organisation, "admin", "b@exemple.cat")
        other = {"Authorization": f"Bearer {tokens(strict.place.sign_in(email=administrator))['access_token']}"}
        assert gateway.request("/contacts/list", headers=other).status == 200


def test_an_owner_who_switches_it_on_goes_on_and_cannot_switch_it_off():
    strict = Strict()
    with clock.frozen(NOW):
        app = App(strict.place)
        assert strict.require(app.held).status == 200
    with clock.frozen(NOW + timedelta(seconds=31)):
        headers = {"Authorization": f"Bearer {app.held['access_token']}"}
        assert gateway.request("/contacts/list", headers=headers).status == 200
        refused = ask(app.held, "mfa/disable")
        assert (code(refused), refused.error["details"]["reason"]) == ((409, "CONFLICT"), "mfa_required")


def test_only_owners_require_it():
    strict = Strict()
    administrator = new_user(strict.place.organisation, "admin", "b@exemple.cat")
    held = tokens(strict.place.sign_in(email=administrator))
    assert code(strict.require(held)) == (403, "AUTH_INSUFFICIENT_SCOPE")
