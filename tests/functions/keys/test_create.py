"""POST /v1/keys/create keeps its promises."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock
from bivelio_core.identity import api_keys, key_text
from bivelio_core.store.writes import Key, Update

from tests import gateway
from tests.functions.keys.conftest import KEY, works
from tests.operated import access_token, new_key, operated
from tests.table_definition import stored_items

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


def test_the_text_is_shown_once_and_works(administrator):
    made = administrator.create()
    assert key_text.parse(made["key"]) == key_text.KeyText("live", "secret")
    assert (made["prefix"], made["last_four"]) == ("bv_live_sk_", made["key"][-4:])
    assert made | KEY == made
    assert works(made["key"])
    assert made["key"] not in str(administrator.ask("list").body)


def test_only_a_hash_is_kept(administrator, table):
    made = administrator.create()
    stored = str(stored_items())
    assert made["key"] not in stored
    assert made["key"][11:-4] not in stored
    assert key_text.digest(made["key"]) in stored


def test_a_test_key_works_in_the_sandbox_alone(administrator):
    text = administrator.create(environment="test")["key"]
    assert (works(text, "sandbox"), works(text, "v1")) == (True, False)


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"name": ""}, 400, "name", "min_length"),
        ({"environment": "prod"}, 400, "environment", "choice"),
        ({"type": "magic"}, 400, "type", "choice"),
        ({"scopes": []}, 400, "scopes", "min_items"),
        ({"scopes": ["read", "contact:read"]}, 400, "scopes[1]", "unknown_scope"),
        ({"scopes": ["keys:admin"]}, 400, "scopes[0]", "unknown_scope"),
        ({"scopes": [":read"]}, 400, "scopes[0]", "unknown_scope"),
        ({"scopes": "read"}, 400, "scopes", "type"),
        ({"expires_at": "tomorrow"}, 400, "expires_at", "type"),
        ({"expires_at": "2030-01-01T00:00:00"}, 400, "expires_at", "type"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422, "expires_at", "in_the_past"),
        ({"allowed_origins": ["https://a.cat"]}, 422, "allowed_origins", "publishable_only"),
        ({"type": "publishable", "allowed_origins": ["a.cat"]}, 400, "allowed_origins[0]", "format"),
        ({"type": "publishable", "scopes": ["write"]}, 422, "scopes", "publishable_reads_only"),
        ({"type": "publishable", "scopes": ["read", "contacts:write"]}, 422, "scopes", "publishable_reads_only"),
        ({"secret": "mine"}, 400, "secret", "unknown_field"),
    ],
)
def test_bad_input_names_the_field(administrator, change, status, field, constraint):
    answer = administrator.ask("create", **{**KEY, **change})
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_is_no_administrator_makes_no_keys(administrator, role):
    administrator.token = access_token(administrator.organisation, role)
    answer = administrator.ask("create", **KEY)
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_a_key_never_makes_keys(administrator):
    text = new_key(administrator.organisation, "admin")
    answer = gateway.request("/keys/create", {"data": KEY}, headers={"X-API-Key": text})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_from_the_sandbox_only_test_keys_are_made(sandbox_administrator):
    answer = sandbox_administrator.ask("create", **KEY)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "live_from_sandbox")
    assert works(sandbox_administrator.create(environment="test")["key"], "sandbox")


def test_the_same_idempotency_key_makes_one_key_and_shows_it_once(administrator, table):
    headers = {"Idempotency-Key": "key-1"}
    first = administrator.ask("create", headers, **KEY).data
    again = administrator.ask("create", headers, **KEY).data
    assert again == {name: value for name, value in first.items() if name != "key"}
    assert administrator.ask("list").data["pagination"]["total"] == 1
    other = administrator.ask("create", headers, **{**KEY, "name": "Other"})
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert first["key"] not in str(stored_items())


def test_a_key_expires_when_it_says(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        made = administrator.create(expires_at="2026-04-07T15:00:00+02:00")
        assert made["expires_at"] == "2026-04-07T13:00:00Z"
        assert works(made["key"])
    with clock.frozen(NOW.replace(hour=13)):
        assert not works(made["key"])


def test_the_number_of_keys_is_bounded(administrator, monkeypatch):
    monkeypatch.setattr(api_keys, "MAXIMUM_KEYS", 2)
    administrator.create()
    administrator.create()
    answer = administrator.ask("create", **KEY)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "too_many_keys")


def test_a_key_that_has_expired_makes_room_and_one_that_was_revoked_does_not_yet(administrator, monkeypatch):
    monkeypatch.setattr(api_keys, "MAXIMUM_KEYS", 2)
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        administrator.create(expires_at="2026-04-07T12:30:00Z")
        lasting = administrator.create()
        assert administrator.ask("create", **KEY).status == 422
    with clock.frozen(NOW.replace(minute=31)):
        administrator.token = access_token(administrator.organisation)
        administrator.create()
        assert administrator.ask("create", **KEY).status == 422
        assert administrator.ask("revoke", id=lasting["id"]).status == 200
        assert administrator.ask("create", **KEY).status == 422


def test_the_last_key_there_may_be_can_be_asked_for_again(administrator, monkeypatch):
    monkeypatch.setattr(api_keys, "MAXIMUM_KEYS", 1)
    headers = {"Idempotency-Key": "last-key"}
    first = administrator.ask("create", headers=headers, **KEY)
    again = administrator.ask("create", headers=headers, **KEY)
    assert (first.status, again.status) == (200, 200)
    assert again.data["id"] == first.data["id"]


def test_making_a_key_is_in_the_audit_log_with_who_and_from_where(administrator):
    made = administrator.create()
    entry = operated("read_audit", organisation=administrator.organisation, limit=1)["entries"][0]
    assert (entry["action"], entry["details"]) == ("key.created", {"key": made["id"], "name": "Botiga"})
    assert (entry["actor"], entry["actor_kind"]) == (made["created_by"], "user")
    assert (entry["ip"], entry["request_id"]) == ("192.0.2.1", "gateway-request")


def test_a_plan_change_in_between_leaves_no_key_of_the_old_plan(administrator, table, monkeypatch):
    transact = type(table).transact

    def overtaken(self, writes, token=None):
        monkeypatch.undo()
        operated("change_plan", organisation=administrator.organisation, plan="pro")
        return transact(self, writes, token)

    monkeypatch.setattr(type(table), "transact", overtaken)
    answer = administrator.ask("create", **KEY)
    assert (answer.status, answer.error["details"]) == (409, {"reason": "changed_meanwhile"})
    assert answer.error["retryable"] is True
    assert administrator.ask("list").data["pagination"]["total"] == 0


def reads(text: str, *routes: str) -> list[int]:
    """The statuses that a key is answered for routes that read."""
    return [gateway.request(route, {"data": {}}, headers={"X-API-Key": text}).status for route in routes]


LISTS = ("/contacts", "/workflows", "/events/list", "/webhooks/list", "/contacts/export", "/workflows/instances")


@pytest.mark.parametrize(
    ("change", "resources", "statuses"),
    [
        ({}, ["workflows"], [403, 200, 403, 403, 403, 403]),
        ({"resources": ["contacts"]}, ["contacts"], [200, 403, 403, 403, 403, 403]),
        ({"resources": ["contacts", "workflows"]}, ["contacts", "workflows"], [200, 200, 403, 403, 403, 403]),
        ({"scopes": ["contacts:read"]}, ["contacts"], [200, 403, 403, 403, 403, 403]),
        ({"scopes": ["contacts:read"], "resources": ["workflows"]}, [], [403, 403, 403, 403, 403, 403]),
    ],
)
def test_a_publishable_key_reads_the_lists_of_its_resources_and_nothing_else(
    administrator, change, resources, statuses
):
    made = administrator.create(type="publishable", **{"scopes": ["read"], **change})
    assert made["resources"] == resources
    assert reads(made["key"], *LISTS) == statuses
    assert administrator.ask("list").data["keys"][0]["resources"] == resources
    answer = administrator.ask("rotate", id=made["id"]).data
    assert reads(answer["key"], *LISTS) == statuses


def test_a_publishable_key_of_before_there_were_resources_has_the_safe_default(administrator, table):
    made = administrator.create(type="publishable", scopes=["read"])
    (judged,) = (item for item in table.query(f"KEY#{key_text.digest(made['key'])}"))
    assert "resources" not in judged, "what keys were like before"
    assert reads(made["key"], *LISTS) == [403, 200, 403, 403, 403, 403]
    old = administrator.create(type="publishable", scopes=["contacts:read"])
    table.update(
        Key(f"KEY#{key_text.digest(old['key'])}", judged["SK"]),
        Update(set={"scopes": ["contacts:read", "events:read"]}),
    )
    assert reads(old["key"], *LISTS) == [200, 403, 403, 403, 403, 403]


@pytest.mark.parametrize(
    ("change", "field", "constraint"),
    [
        ({"resources": ["events"]}, "resources", "not_publishable"),
        ({"resources": ["contacts", "credits"]}, "resources", "not_publishable"),
        ({"resources": ["unheard"]}, "resources", "not_publishable"),
        ({"scopes": ["events:read"]}, "scopes", "not_publishable"),
        ({"type": "secret", "resources": ["contacts"]}, "resources", "publishable_only"),
    ],
)
def test_what_no_publishable_key_may_read_is_refused(administrator, change, field, constraint):
    answer = administrator.ask("create", **{**KEY, "type": "publishable", "scopes": ["read"], **change})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert answer.error["details"]["constraint"] == constraint
