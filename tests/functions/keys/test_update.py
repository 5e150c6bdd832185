"""POST /v1/keys/update keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.factor import ask
from tests.functions.auth.signing_in import Place, code, tokens
from tests.functions.keys.conftest import Administrator, works
from tests.operated import PASSWORD, access_token, new_organisation, operated

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)
LATE = NOW + timedelta(minutes=16)


def status(key: str, route: str) -> int:
    """What a request with a key is answered."""
    return gateway.request(route, {"data": {}}, headers={"X-API-Key": key}).status


def test_only_what_is_sent_changes_and_the_key_stays_the_same(administrator):
    made = administrator.create(rate_limit=30, expires_at="2030-01-01T00:00:00Z")
    text = made.pop("key")
    changed = administrator.ask("update", id=made["id"], name="Botiga nova").data
    assert changed == made | {"name": "Botiga nova"}
    assert administrator.ask("list").data["keys"] == [changed]
    assert works(text)
    used = administrator.ask("update", id=made["id"], name="Botiga").data
    assert used["last_used_at"] is not None


def test_null_takes_the_limit_and_the_expiry_off(administrator):
    made = administrator.create(rate_limit=30, expires_at="2030-01-01T00:00:00Z")
    changed = administrator.ask("update", id=made["id"], rate_limit=None, expires_at=None).data
    assert "rate_limit" not in changed
    assert changed["expires_at"] is None


def test_a_limit_holds_within_30_seconds_and_comes_off_again(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        made = administrator.create(scopes=["read"])
        assert works(made["key"]), "the authorizer remembers the key as it was"
        administrator.ask("update", id=made["id"], rate_limit=10)
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert [status(made["key"], "/contacts/list") for _ in range(11)] == [200] * 10 + [429]
        administrator.ask("update", id=made["id"], rate_limit=None)
    with clock.frozen(NOW + timedelta(seconds=60)):
        assert {status(made["key"], "/contacts/list") for _ in range(12)} == {200}


def test_scopes_are_narrowed_within_30_seconds(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        made = administrator.create(scopes=["read"])
        assert status(made["key"], "/invoices/list") == 200
        administrator.ask("update", id=made["id"], scopes=["contacts:read"])
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert status(made["key"], "/invoices/list") == 403
        assert status(made["key"], "/contacts/list") == 200


def test_the_pages_and_resources_of_a_publishable_key_change(administrator):
    made = administrator.create(type="publishable", scopes=["read"], allowed_origins=["https://a.cat"])
    data = {"allowed_origins": [], "resources": ["contacts"]}
    changed = administrator.ask("update", id=made["id"], **data).data
    assert {name: changed[name] for name in data} == data
    with clock.frozen(clock.now() + timedelta(seconds=30)):
        assert [status(made["key"], route) for route in ("/contacts", "/workflows")] == [200, 403]
    assert administrator.ask("update", id=made["id"], resources=None).data["resources"] == ["workflows"]


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({}, 400, "data", "nothing_to_change"),
        ({"name": None}, 400, "name", "required"),
        ({"scopes": None}, 400, "scopes", "required"),
        ({"scopes": []}, 400, "scopes", "min_items"),
        ({"scopes": ["keys:admin"]}, 400, "scopes[0]", "unknown_scope"),
        ({"rate_limit": 0}, 400, "rate_limit", "minimum"),
        ({"environment": "test"}, 400, "environment", "unknown_field"),
        ({"type": "publishable"}, 400, "type", "unknown_field"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422, "expires_at", "in_the_past"),
        ({"resources": ["contacts"]}, 422, "resources", "publishable_only"),
        ({"allowed_origins": ["https://a.cat"]}, 422, "allowed_origins", "publishable_only"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(administrator, change, status, field, constraint):
    made = administrator.create()
    answer = administrator.ask("update", id=made["id"], **change)
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    assert administrator.ask("list").data["keys"][0]["scopes"] == made["scopes"]


def test_a_publishable_key_gets_read_scopes_alone(administrator):
    made = administrator.create(type="publishable", scopes=["read"])
    answer = administrator.ask("update", id=made["id"], scopes=["write"])
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "publishable_reads_only")


def test_the_limit_is_at_most_the_plans_and_stays_when_the_plan_shrinks(deployment):
    organisation = new_organisation(plan="pro")
    administrator = Administrator(organisation, access_token(organisation))
    made = administrator.create(rate_limit=100)
    answer = administrator.ask("update", id=made["id"], rate_limit=501)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "above_plan")
    assert administrator.ask("update", id=made["id"], rate_limit=500).data["rate_limit"] == 500
    operated("change_plan", organisation=organisation, plan="starter")
    with clock.frozen(clock.now() + timedelta(seconds=30)):
        changed = administrator.ask("update", id=made["id"], name="Una altra").data
    assert (changed["name"], changed["rate_limit"]) == ("Una altra", 500)


@pytest.mark.parametrize(
    ("change", "is_more"),
    [
        ({"scopes": ["contacts:write"]}, True),
        ({"scopes": ["contacts:read", "invoices:read"]}, True),
        ({"scopes": ["read"]}, True),
        ({"expires_at": None}, True),
        ({"expires_at": "2031-01-01T00:00:00Z"}, True),
        ({"expires_at": "2029-01-01T00:00:00Z"}, False),
        ({"name": "Nova", "rate_limit": 10}, False),
    ],
)
def test_a_live_secret_key_is_given_more_after_a_recent_sign_in_alone(deployment, change, is_more):
    place = Place()
    with clock.frozen(NOW):
        held = tokens(place.sign_in())
        administrator = Administrator(place.organisation, held["access_token"])
        made = administrator.create(expires_at="2030-01-01T00:00:00Z")
    with clock.frozen(LATE):
        first = administrator.ask("update", id=made["id"], **change)
        if not is_more:
            assert first.status == 200
            return
        assert code(first) == (403, "AUTH_CONFIRMATION_REQUIRED")
        assert ask(held, "confirm", password=PASSWORD).status == 200
        assert administrator.ask("update", id=made["id"], **change).status == 200


def test_rights_are_taken_back_and_test_keys_widened_without_one(deployment):
    place = Place()
    with clock.frozen(NOW):
        administrator = Administrator(place.organisation, tokens(place.sign_in())["access_token"])
        live = administrator.create(scopes=["write", "invoices:admin"])
        test = administrator.create(environment="test")
    with clock.frozen(LATE):
        for narrower in (["contacts:write", "invoices:admin"], ["contacts:read", "invoices:read"], ["invoices:read"]):
            assert administrator.ask("update", id=live["id"], scopes=narrower).data["scopes"] == narrower
        assert administrator.ask("update", id=test["id"], scopes=["admin"]).status == 200


@pytest.mark.parametrize(("verb", "reason"), [("rotate", "rotated"), ("revoke", "revoked")])
def test_a_key_that_was_replaced_or_revoked_does_not_change(administrator, verb, reason):
    made = administrator.create()
    administrator.ask(verb, id=made["id"])
    answer = administrator.ask("update", id=made["id"], name="Una altra")
    assert (answer.status, answer.error["details"]) == (409, {"reason": reason})


def test_an_expired_key_does_not_come_back(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        made = administrator.create(expires_at="2026-04-07T12:10:00Z")
    with clock.frozen(LATE):
        answer = administrator.ask("update", id=made["id"], expires_at=None)
    assert (answer.status, answer.error["details"]) == (409, {"reason": "expired"})


def narrow_meanwhile(administrator, key_id, table, monkeypatch):
    """Have the key lose rights just before the next transaction."""
    transact = type(table).transact

    def overtaken(self, writes, token=None):
        monkeypatch.undo()
        assert administrator.ask("update", id=key_id, scopes=["contacts:read"]).status == 200
        return transact(self, writes, token)

    monkeypatch.setattr(type(table), "transact", overtaken)


def test_a_rotation_meanwhile_gives_no_key_the_rights_that_were_taken_back(administrator, table, monkeypatch):
    made = administrator.create(scopes=["write"])
    narrow_meanwhile(administrator, made["id"], table, monkeypatch)
    answer = administrator.ask("rotate", id=made["id"])
    assert (answer.status, answer.error["details"]) == (409, {"reason": "changed_meanwhile"})
    assert administrator.ask("rotate", id=made["id"]).data["scopes"] == ["contacts:read"]


def test_two_changes_at_once_do_not_undo_each_other(administrator, table, monkeypatch):
    made = administrator.create(scopes=["read"])
    narrow_meanwhile(administrator, made["id"], table, monkeypatch)
    answer = administrator.ask("update", id=made["id"], name="Nova")
    assert (answer.status, answer.error["retryable"]) == (409, True)
    assert administrator.ask("list").data["keys"][0]["scopes"] == ["contacts:read"]


def test_another_organisations_key_is_forbidden_and_an_unknown_one_not_found(administrator):
    other = new_organisation(plan="enterprise")
    theirs = Administrator(other, access_token(other)).create()
    assert administrator.ask("update", id=theirs["id"], name="x").error["code"] == "RESOURCE_FORBIDDEN"
    assert administrator.ask("update", id="key_abc123", name="x").error["code"] == "RESOURCE_NOT_FOUND"


def test_a_live_key_is_not_changed_from_the_sandbox(administrator, sandbox_administrator):
    live = administrator.create()
    answer = sandbox_administrator.ask("update", id=live["id"], name="x")
    assert answer.error["code"] == "RESOURCE_NOT_FOUND"


def test_a_member_changes_no_key(administrator):
    made = administrator.create()
    administrator.token = access_token(administrator.organisation, "member")
    assert administrator.ask("update", id=made["id"], name="x").error["code"] == "AUTH_INSUFFICIENT_SCOPE"


def test_a_change_is_in_the_audit_log_and_one_that_changes_nothing_is_not(administrator):
    made = administrator.create(rate_limit=30)
    data = {"name": "Nova", "scopes": ["invoices:read"], "rate_limit": None}
    for _ in range(2):
        assert administrator.ask("update", id=made["id"], **data).status == 200
    entries = operated("read_audit", organisation=administrator.organisation, limit=10)["entries"]
    assert [entry["details"] for entry in entries if entry["action"] == "key.updated"] == [
        {
            "key": made["id"],
            "name": "Nova",
            "changed": ["name", "rate_limit", "scopes"],
            "before": ["contacts:read"],
            "after": ["invoices:read"],
        }
    ]
