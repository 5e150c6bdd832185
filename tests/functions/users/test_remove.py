"""POST /v1/users/remove keeps its promises."""

from datetime import timedelta

from bivelio_core import clock

from tests.functions.auth.signing_in import Place, code, tokens


def test_a_removed_member_is_out_within_thirty_seconds(team):
    now = clock.now()
    assert team.ask("viewer", "list").status == 200
    assert team.ask("admin", "remove", id=team.person("viewer")).data["status"] == "removed"
    with clock.frozen(now + timedelta(seconds=31)):
        assert code(team.ask("viewer", "list")) == (401, "AUTH_INVALID_TOKEN")
    assert "user.removed" in team.audit()


def test_an_invitation_is_withdrawn(team):
    team.invite("nou@exemple.cat")
    name = team.listed("nou@exemple.cat")["id"]
    assert team.ask("admin", "remove", id=name).data == {"id": name, "status": "removed"}
    assert code(team.ask("admin", "remove", id=name)) == (404, "RESOURCE_NOT_FOUND")
    assert "invitation.revoked" in team.audit()


def test_the_last_owner_is_not_removed(team):
    answer = team.ask("owner", "remove", id=team.person("owner"))
    assert (code(answer), answer.error["details"]["reason"]) == ((409, "CONFLICT"), "last_owner")


def test_the_account_stays_for_other_organisations(team):
    token = team.invite(team.platform.email)
    user = team.open("accept", token).data["id"]
    assert team.ask("owner", "remove", id=user).status == 200
    assert team.platform.sign_in().status == 200


def test_another_organisations_people_are_not_touched(team):

    other = Place()
    user = tokens(other.sign_in())["user"]["id"]
    assert code(team.ask("owner", "remove", id=user)) == (404, "RESOURCE_NOT_FOUND")
    assert other.sign_in().status == 200
