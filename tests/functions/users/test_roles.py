"""Each role against each operation on each role: who may do what to whom."""

import pytest

from tests import gateway
from tests.functions.users.team import ROLES
from tests.operated import new_key

MANAGES = {"owner": set(ROLES), "admin": {"admin", "member", "viewer"}, "member": set(), "viewer": set()}


@pytest.mark.parametrize("actor", ROLES)
def test_who_may_invite_whom(team, actor):
    allowed = {role for role in ROLES if team.ask(actor, "invite", email=f"{role}@nou.cat", role=role).status == 200}
    assert allowed == MANAGES[actor]


@pytest.mark.parametrize("actor", ROLES)
def test_who_may_give_whom_which_role(team, actor):
    """From a role to another one takes rights over both. A second owner keeps the organisation from its last."""
    team.ask("owner", "update", id=team.person("admin"), role="owner")
    place_admin = [item["id"] for item in team.ask("owner", "list").data["users"] if item["role"] == "admin"]
    assert place_admin
    ids = {role: team.person(role) for role in ROLES}
    mine = {"owner": "owner", "admin": "owner"}.get(actor, actor)  # who was made an owner asks as one
    for before in ROLES:
        for after in ROLES:
            status = team.ask(actor, "update", id=ids[before], role=after).status
            expected = {before, after} <= MANAGES[mine]
            assert (status == 200) is expected, (actor, before, after, status)
            if status == 200:
                assert team.ask(actor, "update", id=ids[before], role=before).status == 200


@pytest.mark.parametrize("actor", ROLES)
def test_who_may_remove_whom(team, actor):
    for email in ("o1@nou.cat", "o2@nou.cat"):
        team.open("accept", team.invite(email, "owner"), password="a long password")
    ids = {role: team.person(role) for role in ROLES}
    others = {role: name for role, name in ids.items() if role != actor}
    allowed = {role for role, name in others.items() if team.ask(actor, "remove", id=name).status == 200}
    assert allowed == MANAGES[actor] - {actor}


@pytest.mark.parametrize("verb", ["list", "invite", "update", "remove", "leave"])
def test_keys_do_not_manage_people(team, verb):

    key = new_key(team.organisation, "admin")
    data = {
        "invite": {"email": "a@b.cat", "role": "viewer"},
        "update": {"id": "usr_0123456789abcdef", "role": "viewer"},
        "remove": {"id": "usr_0123456789abcdef"},
    }.get(verb, {})
    assert gateway.request(f"/users/{verb}", {"data": data}, headers={"X-API-Key": key}).status == 403
