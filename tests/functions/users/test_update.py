"""POST /v1/users/update keeps its promises: an organisation always has an owner."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functions.auth.signing_in import code
from tests.operated import new_session, operated


def test_a_member_gets_another_role(team):
    person = team.person("viewer")
    data = team.ask("admin", "update", id=person, role="member").data
    assert (data["id"], data["role"], data["status"]) == (person, "member", "active")
    assert team.ask("admin", "update", id=person, role="member").status == 200
    assert team.audit().count("user.role_changed") == 1


def test_an_invitation_gets_another_role(team):
    team.invite("nou@exemple.cat", "viewer")
    name = team.listed("nou@exemple.cat")["id"]
    assert team.ask("admin", "update", id=name, role="member").data["role"] == "member"
    assert code(team.ask("admin", "update", id=name, role="owner")) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_the_last_owner_stays_owner(team):
    answer = team.ask("owner", "update", id=team.person("owner"), role="admin")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "last_owner")
    assert answer.error["message"] == "És l'única persona propietària: nomena'n abans una altra."


def test_with_another_owner_one_may_step_back(team):
    first = team.person("owner")
    assert team.ask("owner", "update", id=team.person("admin"), role="owner").status == 200
    assert team.ask("owner", "update", id=first, role="member").status == 200


def test_two_owners_who_demote_each_other_leave_one(team):
    """Each sees the other as the owner who remains; only one of them is right."""
    second = new_session(team.organisation, "owner")["user"]
    operated(
        "create_user", organisation=team.organisation, email="b@exemple.cat", password="a long password", role="owner"
    )
    owners = [item["id"] for item in team.ask("owner", "list").data["users"] if item["role"] == "owner"]
    assert second in owners
    with ThreadPoolExecutor(len(owners)) as pool:
        answers = list(pool.map(lambda name: team.ask("owner", "update", id=name, role="viewer").status, owners))
    people = team.ask("viewer", "list").data["users"]
    assert [item for item in people if item["role"] == "owner"], answers
    assert set(answers) <= {200, 409, 403}


def test_an_unknown_person_is_not_found(team):
    for name in ("usr_0123456789abcdef", "ct_abc123", "ivt_none", team.organisation):
        assert code(team.ask("owner", "update", id=name, role="viewer")) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("role", ["boss", "", None])
def test_a_role_that_there_is_not_is_refused(team, role):
    assert code(team.ask("owner", "update", id=team.person("viewer"), role=role)) == (400, "VALIDATION_ERROR")
