"""POST /v1/keys/rotate keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.functions.keys.conftest import Administrator, works
from tests.operated import access_token, new_organisation, operated

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("overlap", [0, 3600, 86400, 604800])
def test_the_old_key_lives_for_the_overlap_and_no_second_longer(administrator, overlap):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        old = administrator.create(scopes=["read", "contacts:write"])
        new = administrator.ask("rotate", id=old["id"], overlap_seconds=overlap).data
        assert works(new["key"])
    assert {name: new[name] for name in ("name", "scopes", "type", "environment")} == {
        name: old[name] for name in ("name", "scopes", "type", "environment")
    }
    if overlap:
        with clock.frozen(NOW + timedelta(seconds=overlap - 1)):
            assert works(old["key"])
            assert works(new["key"])
    with clock.frozen(NOW + timedelta(seconds=max(overlap, 30))):
        assert not works(old["key"])
        assert works(new["key"])


def test_without_a_wish_the_overlap_is_a_day(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        old = administrator.create()
        new = administrator.ask("rotate", id=old["id"]).data
        listed = {key["id"]: key for key in administrator.ask("list").data["keys"]}
    assert listed[old["id"]]["expires_at"] == "2026-04-08T12:00:00Z"
    assert listed[old["id"]]["replaced_by"] == new["id"]
    assert listed[new["id"]]["expires_at"] is None


def test_an_overlap_does_not_lengthen_a_keys_life(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        old = administrator.create(expires_at="2026-04-07T12:30:00Z")
        administrator.ask("rotate", id=old["id"])
        listed = {key["id"]: key for key in administrator.ask("list").data["keys"]}
    assert listed[old["id"]]["expires_at"] == "2026-04-07T12:30:00Z"


def test_a_key_is_replaced_once(administrator):
    old = administrator.create()
    administrator.ask("rotate", id=old["id"])
    answer = administrator.ask("rotate", id=old["id"])
    assert (answer.status, answer.error["details"]) == (409, {"reason": "rotated"})
    assert administrator.ask("list").data["pagination"]["total"] == 2


def test_a_revoked_key_is_not_replaced(administrator):
    old = administrator.create()
    administrator.ask("revoke", id=old["id"])
    answer = administrator.ask("rotate", id=old["id"])
    assert (answer.status, answer.error["details"]) == (409, {"reason": "revoked"})


def test_a_rotation_asked_for_twice_with_one_idempotency_key_happens_once(administrator):
    old, headers = administrator.create(), {"Idempotency-Key": "rotation-1"}
    first = administrator.ask("rotate", headers, id=old["id"]).data
    again = administrator.ask("rotate", headers, id=old["id"]).data
    assert again == {name: value for name, value in first.items() if name != "key"}
    other = administrator.ask("rotate", headers, id=administrator.create()["id"])
    assert other.error["code"] == "IDEMPOTENCY_MISMATCH"


def test_an_overlap_of_another_length_is_refused(administrator):
    answer = administrator.ask("rotate", id=administrator.create()["id"], overlap_seconds=60)
    assert (answer.status, answer.error["details"]["field"]) == (400, "overlap_seconds")


def test_another_organisations_key_is_forbidden_and_an_unknown_one_not_found(administrator):
    other = new_organisation(plan="enterprise")
    theirs = Administrator(other, access_token(other)).create()
    assert administrator.ask("rotate", id=theirs["id"]).error["code"] == "RESOURCE_FORBIDDEN"
    assert administrator.ask("rotate", id="key_abc123").error["code"] == "RESOURCE_NOT_FOUND"


def test_a_live_key_is_not_touched_from_the_sandbox(administrator, sandbox_administrator):
    live = administrator.create()
    assert sandbox_administrator.ask("rotate", id=live["id"]).error["code"] == "RESOURCE_NOT_FOUND"
    assert works(live["key"])


def test_a_rotation_is_in_the_audit_log(administrator):
    old = administrator.create()
    new = administrator.ask("rotate", id=old["id"], overlap_seconds=0).data
    entry = operated("read_audit", organisation=administrator.organisation, limit=1)["entries"][0]
    assert (entry["action"], entry["details"]) == (
        "key.rotated",
        {"key": old["id"], "replaced_by": new["id"], "overlap_seconds": 0},
    )


def test_the_new_key_has_the_limit_of_the_old_one(administrator):
    made = administrator.create(rate_limit=30)
    assert made["rate_limit"] == administrator.ask("rotate", id=made["id"]).data["rate_limit"] == 30
    listed = administrator.ask("list").data["keys"]
    assert [key["rate_limit"] for key in listed] == [30, 30]
