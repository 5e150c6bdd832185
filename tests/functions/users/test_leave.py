"""POST /v1/users/leave keeps its promises."""

import pytest

from tests.functions.auth.signing_in import code


@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
def test_everybody_but_the_last_owner_may_leave(team, role):
    assert team.person(role)
    before = [item["email"] for item in team.ask("owner", "list").data["users"]]
    assert team.ask(role, "leave").data["status"] == "removed"
    after = [item["email"] for item in team.ask("owner", "list").data["users"]]
    assert set(before) - set(after) == {f"{role}@{team.organisation}.cat"}
    assert "user.left" in team.audit()


def test_the_last_owner_stays(team):
    answer = team.ask("owner", "leave")
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "last_owner")
    team.ask("owner", "update", id=team.person("admin"), role="owner")
    assert team.ask("owner", "leave").status == 200
