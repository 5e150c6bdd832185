"""POST /v1/users/accept keeps its promises: each link once, for its address, and never half."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.functions.auth.signing_in import NOW, Place, code, tokens
from tests.functions.users.team import Team
from tests.operated import PASSWORD, operated

NEW = "una contrasenya nova"


def why(answer):
    """The field and the constraint of a refusal."""
    return answer.status, answer.error["details"].get("field"), answer.error["details"].get("constraint")


def test_somebody_new_has_an_account_and_signs_in(team):
    token = team.invite("Nou@exemple.cat", "viewer")
    data = team.open("accept", token, password=NEW, name="Joan Puig", language="es").data
    assert data == {
        "id": data["id"],
        "email": "Nou@exemple.cat",
        "org_id": team.organisation,
        "role": "viewer",
        "is_new": True,
    }
    signed_in = tokens(team.place.sign_in(NEW, email="nou@exemple.cat"))
    assert signed_in["user"]["id"] == data["id"]
    person = team.listed("Nou@exemple.cat")
    assert (person["status"], person["name"], person["role"]) == ("active", "Joan Puig", "viewer")
    assert team.audit()[1] == "invitation.accepted"


def test_who_has_an_account_joins_with_it_and_keeps_the_password(team):
    other = Place()
    token = team.invite(other.email, "admin")
    assert why(team.open("accept", token, password=NEW)) == (422, "password", "has_account")
    data = team.open("accept", token).data
    assert (data["is_new"], data["role"]) == (False, "admin")
    assert team.platform.sign_in(PASSWORD, email=other.email, org_id=team.organisation).status == 200
    assert team.platform.sign_in(NEW, email=other.email, org_id=team.organisation).status == 401


def test_somebody_new_needs_a_password(team):
    token = team.invite("nou@exemple.cat")
    assert why(team.open("accept", token)) == (400, "password", "required")
    assert why(team.open("accept", token, password="short")) == (400, "password", "min_length")
    assert team.open("accept", token, password=NEW).status == 200


def test_a_link_works_once(team):
    token = team.invite("nou@exemple.cat")
    assert team.open("accept", token, password=NEW).status == 200
    for verb in ("accept", "invitation/get"):
        answer = team.open(verb, token)
        assert why(answer) == (422, "token", "link_used")
        assert answer.error["message"] == "Aquest enllaç ja s'ha fet servir."


def test_many_at_once_use_it_once(team):
    token = team.invite("nou@exemple.cat")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: team.open("accept", token, password=f"{NEW} {n}").status, range(8)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 422}


def test_an_expired_link_makes_nobody_a_member(team):
    with clock.frozen(NOW):
        token = team.invite("nou@exemple.cat")
    with clock.frozen(NOW + timedelta(days=7)):
        assert why(team.open("accept", token, password=NEW)) == (422, "token", "link_expired")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: t.swapcase(), lambda t: t + "0"])
def test_a_tampered_link_is_unknown(team, change):
    token = team.invite("nou@exemple.cat")
    assert why(team.open("accept", change(token), password=NEW)) == (422, "token", "link_unknown")
    assert team.listed("nou@exemple.cat")["status"] == "invited"


def test_another_organisations_pages_cannot_accept_it(team):
    token = team.invite("nou@exemple.cat")
    stranger = Place()
    for verb in ("accept", "invitation/get"):
        assert code(team.open(verb, token, stranger.key)) == (403, "RESOURCE_FORBIDDEN")
    assert team.open("accept", token, team.place.key, password=NEW).status == 200


def test_a_withdrawn_invitation_is_closed(team):
    token = team.invite("nou@exemple.cat")
    assert team.ask("owner", "remove", id=team.listed("nou@exemple.cat")["id"]).status == 200
    assert why(team.open("accept", token, password=NEW)) == (422, "token", "link_replaced")


def test_a_suspended_organisation_takes_nobody(team):
    token = team.invite("nou@exemple.cat")
    operated("suspend_organisation", organisation=team.organisation)
    assert code(team.open("accept", token, password=NEW)) == (403, "RESOURCE_FORBIDDEN")


def test_the_role_is_that_of_the_moment(team):
    token = team.invite("nou@exemple.cat", "viewer")
    team.ask("owner", "update", id=team.listed("nou@exemple.cat")["id"], role="admin")
    assert team.open("accept", token, password=NEW).data["role"] == "admin"


def test_who_became_a_member_meanwhile_is_told(team):
    token = team.invite("nou@exemple.cat")
    operated("create_user", organisation=team.organisation, email="nou@exemple.cat", password=PASSWORD, role="viewer")
    answer = team.open("accept", token)
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "already_member")


def test_the_link_of_one_organisation_leads_into_that_one_alone(team, mails):
    other = Team(mails, Place(name="Altra"))
    token = other.invite("nou@exemple.cat")
    assert team.open("accept", token, password=NEW).data["org_id"] == other.organisation
    assert [item for item in team.ask("owner", "list").data["users"] if item["email"] == "nou@exemple.cat"] == []
