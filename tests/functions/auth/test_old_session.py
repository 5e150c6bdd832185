"""A session that somebody left open gives no thief more than its hour: nothing changes of who a person or an owner is.

Over the real handlers: each operation on the second factor, the e-mail address, the password and the owners, by a
session that was proved sixteen minutes ago, as it is, after a refresh, and after a switch.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store import connect, keys

from tests import gateway
from tests.functions.auth.factor import App, ask
from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.operated import PASSWORD, new_user

pytestmark = pytest.mark.usefixtures("deployment", "mails")
LATE = NOW + timedelta(minutes=16)
REFUSED = (403, "AUTH_CONFIRMATION_REQUIRED")


def post(held, route, data):
    return gateway.request(route, {"data": data}, headers={"Authorization": f"Bearer {held['access_token']}"})


class House:
    """An organisation with three owners, of whom one signed in at NOW, and an invitation."""

    def __init__(self, *, has_factor: bool) -> None:
        self.place = Place()
        organisation = self.place.organisation
        owners = [new_user(organisation, "owner", f"{name}@{organisation}.cat") for name in ("anna", "pau", "mar")]
        new_user(organisation, "viewer", f"viewer@{organisation}.cat")
        self.place.email = owners[0]
        with clock.frozen(NOW):
            app = App(self.place) if has_factor else None
            self.held = app.held if app else tokens(self.place.sign_in())
            self.method = "code" if app else "password"
            people = post(self.held, "/users/list", {}).data["users"]
            self.ids = {person["email"].partition("@")[0]: person["id"] for person in people}
            invited = {"email": "nou@exemple.cat", "role": "member"}
            self.ids["invited"] = post(self.held, "/users/invite", invited).data["id"]
            if not app:
                ask(self.held, "mfa/enroll")

    def later(self, how):
        """The session as its holder has it sixteen minutes later."""
        if how == "refreshed":
            return tokens(self.place.refresh(self.held["refresh_token"]))
        return (
            ask(self.held, "switch", refresh_token=self.held["refresh_token"]).data if how == "switched" else self.held
        )

    def state(self):
        """Everything that such an operation could change: the accounts, and who is what in the organisation."""
        table = connect.table()
        accounts = [table.get(keys.user(self.ids[name])) for name in ("anna", "pau", "mar", "viewer")]
        return (
            accounts,
            table.query(keys.organisation_member(self.place.organisation, "").pk),
            table.query(keys.organisation(self.place.organisation).pk),
        )


Body = Callable[[dict[str, str]], dict[str, Any]]
FACTOR: list[tuple[str, Body]] = [
    ("/auth/mfa/disable", lambda _: {}),
    ("/auth/mfa/recovery_codes", lambda _: {}),
    ("/auth/mfa/enroll", lambda _: {}),
]
OTHERS: list[tuple[str, Body]] = [
    ("/auth/email/change", lambda _: {"email": "lladre@exemple.cat"}),
    ("/users/invite", lambda _: {"email": "lladre@exemple.cat", "role": "owner"}),
    ("/users/update", lambda ids: {"id": ids["viewer"], "role": "owner"}),
    ("/users/update", lambda ids: {"id": ids["pau"], "role": "viewer"}),
    ("/users/update", lambda ids: {"id": ids["invited"], "role": "owner"}),
    ("/users/update", lambda ids: {"id": ids["anna"], "role": "admin"}),
    ("/users/remove", lambda ids: {"id": ids["pau"]}),
    ("/users/leave", lambda _: {}),
    ("/organisation/update", lambda _: {"mfa_required_for_owners": False}),
    ("/organisation/update", lambda _: {"name": "X", "mfa_required_for_owners": True}),
]
NAMES = [f"{route}-{number}" for number, (route, _) in enumerate([*FACTOR, *OTHERS])]


@pytest.mark.parametrize("has_factor", [False, True], ids=["by password", "by code"])
@pytest.mark.parametrize("how", ["as it is", "refreshed", "switched"])
def test_an_old_session_changes_nothing_of_who_people_are(how, has_factor):
    house = House(has_factor=has_factor)
    with clock.frozen(LATE):
        held = house.later(how)
        before = house.state()
        for route, data in [*FACTOR, *OTHERS]:
            refused = post(held, route, data(house.ids))
            assert (code(refused), refused.error["details"]["method"]) == (REFUSED, house.method), route
        assert house.state() == before


@pytest.mark.parametrize("has_factor", [False, True], ids=["by password", "by code"])
def test_the_password_needs_the_password_however_old_the_session_is(has_factor):
    house = House(has_factor=has_factor)
    with clock.frozen(LATE):
        before = house.state()
        wrong = {"current_password": "not the password", "new_password": "the thief's own password"}
        assert code(post(house.held, "/auth/password/change", wrong)) == (422, "VALIDATION_ERROR")
        assert house.state() == before


def test_the_secret_of_an_app_that_was_begun_in_time_does_not_outlast_it():
    """The secret was shown at NOW; whoever holds the session later can finish nothing with it."""
    house = House(has_factor=False)
    with clock.frozen(LATE):
        before = house.state()
        assert code(post(house.held, "/auth/mfa/confirm", {"code": "000000"})) == (409, "CONFLICT")
        assert house.state() == before


@pytest.mark.parametrize(("route", "data"), OTHERS, ids=NAMES[len(FACTOR) :])
def test_each_of_them_succeeds_after_a_proof(route, data):
    house = House(has_factor=False)
    with clock.frozen(LATE):
        assert ask(house.held, "confirm", password=PASSWORD).status == 200
        assert post(house.held, route, data(house.ids)).status == 200


def test_who_is_no_owner_leaves_without_a_proof():
    house = House(has_factor=False)
    with clock.frozen(NOW):
        viewer = tokens(house.place.sign_in(email=f"viewer@{house.place.organisation}.cat"))
    with clock.frozen(LATE):
        assert post(viewer, "/users/leave", {}).status == 200
