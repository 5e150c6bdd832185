"""POST /v1/users/list keeps its promises."""

import pytest

from tests.functions.users.team import ROLES


@pytest.fixture(autouse=True)
def everybody(team):
    """One of each role is there."""
    assert all(team.tokens[role] for role in ROLES)


def test_it_lists_members_by_address_then_invitations(team):
    team.invite("zoe@exemple.cat", "viewer")
    team.invite("abel@exemple.cat", "viewer")
    people = team.ask("owner", "list").data["users"]
    members = [item for item in people if item["status"] == "active"]
    assert people[: len(members)] == members
    assert [item["email"] for item in members] == sorted(item["email"] for item in members)
    assert [item["email"] for item in people[len(members) :]] == ["abel@exemple.cat", "zoe@exemple.cat"]
    assert {item["role"] for item in members} == set(ROLES)
    assert all(item["mfa_enabled"] is False and item["joined_at"].endswith("Z") for item in members)


@pytest.mark.parametrize(("role", "count"), [("owner", 1), ("admin", 1), ("member", 0), ("viewer", 0)])
def test_only_who_manages_people_sees_who_is_invited(team, role, count):
    team.invite("nou@exemple.cat")
    people = team.ask(role, "list").data["users"]
    assert len([item for item in people if item["status"] == "invited"]) == count
    assert len([item for item in people if item["status"] == "active"]) == 5


def test_pages_and_status(team):
    team.invite("nou@exemple.cat")
    assert team.ask("owner", "list", status="invited").data["pagination"]["total"] == 1
    page = team.ask("owner", "list", status="active", per_page=2, page=2).data
    assert (len(page["users"]), page["pagination"]["total_pages"]) == (2, 3)


def test_people_of_another_organisation_are_not_there(team):
    emails = [item["email"] for item in team.ask("owner", "list").data["users"]]
    assert team.platform.email not in emails
