"""POST /v1/keys/revoke keeps its promises."""

from datetime import UTC, datetime, timedelta

from bivelio_core import clock

from tests.functions.keys.conftest import Administrator, works
from tests.operated import access_token, new_organisation, operated

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


def test_a_revoked_key_is_refused_within_thirty_seconds(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        made = administrator.create()
        assert works(made["key"])
        revoked = administrator.ask("revoke", id=made["id"]).data
    assert (revoked["status"], revoked["revoked_at"]) == ("revoked", "2026-04-07T12:00:00Z")
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert not works(made["key"])


def test_both_keys_of_a_rotation_can_be_revoked(administrator):
    old = administrator.create()
    new = administrator.ask("rotate", id=old["id"]).data
    for key in (old, new):
        administrator.ask("revoke", id=key["id"])
        assert not works(key["key"])


def test_revoking_twice_is_the_same_as_once(administrator):
    made = administrator.create()
    first, second = (administrator.ask("revoke", id=made["id"]).data for _ in range(2))
    assert first == second
    actions = [e["action"] for e in operated("read_audit", organisation=administrator.organisation)["entries"]]
    assert actions.count("key.revoked") == 1


def test_a_revoked_key_stays_listed_for_thirty_days(administrator, table):
    made = administrator.create()
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        administrator.ask("revoke", id=made["id"])
        assert [key["status"] for key in administrator.ask("list").data["keys"]] == ["revoked"]
        (pointer,) = table.query(f"ORG#{administrator.organisation}", prefix="KEY#")
    assert pointer["ttl"] == int((NOW + timedelta(days=30)).timestamp())


def test_another_organisations_key_is_forbidden_and_lives_on(administrator):
    other = new_organisation(plan="enterprise")
    theirs = Administrator(other, access_token(other)).create()
    assert administrator.ask("revoke", id=theirs["id"]).error["code"] == "RESOURCE_FORBIDDEN"
    assert works(theirs["key"])
