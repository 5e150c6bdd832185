"""POST /v1/users/invitation/get keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.functions.auth.signing_in import NOW, code


def test_the_page_of_the_link_learns_what_it_is_about(team):
    with clock.frozen(NOW):
        token = team.invite("nou@exemple.cat", "viewer")
        assert team.open("invitation/get", token).data == {
            "org_id": team.organisation,
            "organisation": "Empresa ABC",
            "email": "nou@exemple.cat",
            "role": "viewer",
            "invited_by": f"owner@{team.organisation}.cat",
            "expires_at": "2026-04-14T12:00:00Z",
            "has_account": False,
            "language": "ca",
        }
        assert team.open("invitation/get", token, team.place.key).status == 200


def test_who_has_an_account_is_told(team):
    token = team.invite(team.platform.email)
    assert team.open("invitation/get", token).data["has_account"] is True


@pytest.mark.parametrize("token", ["x", "0" * 43, "enllaç"])
def test_a_link_that_there_is_not_says_so(team, token):
    answer = team.open("invitation/get", token)
    assert (code(answer), answer.error["details"]["constraint"]) == ((422, "VALIDATION_ERROR"), "link_unknown")


def test_an_expired_link_says_so_and_later_is_unknown(team):
    with clock.frozen(NOW):
        token = team.invite("nou@exemple.cat")
    for later, why in ((timedelta(days=7), "link_expired"), (timedelta(days=38), "link_unknown")):
        with clock.frozen(NOW + later):
            assert team.open("invitation/get", token).error["details"]["constraint"] == why


def test_reading_uses_nothing_up(team):
    token = team.invite("nou@exemple.cat")
    assert [team.open("invitation/get", token).status for _ in range(3)] == [200] * 3
