"""The operator's function keeps its promises, also when an operation is repeated or its process died."""

import json
import os

import pytest
from bivelio_core import clients
from bivelio_core.identity import key_text, users
from bivelio_core.store import keys
from bivelio_core.store.writes import Key

from tests.operated import PASSWORD, gateway_keys_of, new_key, new_organisation, new_user, operate, operated, plan_keys
from tests.there import there

pytestmark = pytest.mark.usefixtures("deployment")


def test_an_organisation_has_its_gateway_key_in_the_plan_of_its_tier(table):
    organisation = new_organisation(plan="pro")
    item = table.get(keys.organisation(organisation))
    assert plan_keys("pro") == gateway_keys_of(item)
    assert plan_keys("starter") == []
    assert "gateway_key" not in json.dumps(operate("change_plan", organisation=organisation, plan="starter"))


def test_making_keys_of_api_gateway_at_once_tells_how_many_are_taken(capsys):
    """The sweep makes all others, and tells it then."""
    organisation = new_organisation(plan="enterprise")
    assert "GatewayKeys" not in capsys.readouterr().out
    operated("agree_throttle", organisation=organisation, per_second=800, burst=1500)
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "GatewayKeys" in line]
    assert (line["GatewayKeys"], line["Environment"]) == (6, "live")


def test_creating_it_again_changes_nothing(table):
    about = {
        "name": "Demo",
        "plan": "starter",
        "slug": "demo",
        "owner": {"email": "a@demo.cat", "password": PASSWORD},
    }
    first = operated("create_organisation", **about)
    assert operated("create_organisation", **about) == first
    assert len(plan_keys("starter")) == 3
    assert len(operated("read_audit", organisation=first["id"])["entries"]) == 2


@pytest.mark.parametrize("step", ["create_api_key", "create_usage_plan_key"])
def test_an_operation_that_died_half_way_is_finished_by_asking_again(table, monkeypatch, step):
    gateway = clients.client("apigateway")
    with monkeypatch.context() as patch:
        patch.setattr(gateway, step, lambda **_: 1 / 0)
        answer = operate("create_organisation", name="Demo", plan="starter", id="org_demo")
    assert answer["error"]["code"] == "INTERNAL_ERROR"
    assert plan_keys("starter") == []
    operated("create_organisation", name="Demo", plan="starter", id="org_demo")
    assert plan_keys("starter") == gateway_keys_of(table.get(keys.organisation("org_demo")))


def test_an_id_is_not_taken_from_another_organisation():
    new_organisation(name="First", id="org_demo")
    answer = operate("create_organisation", name="Second", plan="starter", id="org_demo")
    assert answer["error"]["details"] == {"reason": "organisation_exists"}


def test_suspending_reaches_every_key_and_resuming_too(table):
    organisation = new_organisation()
    digest = key_text.digest(new_key(organisation))
    operated("suspend_organisation", organisation=organisation)
    assert table.get(keys.api_key(digest))["suspended"] is True
    assert table.get(keys.suspension(organisation)) is not None
    operated("resume_organisation", organisation=organisation)
    assert table.get(keys.api_key(digest))["suspended"] is False
    assert table.get(keys.suspension(organisation)) is None


def test_a_key_with_a_slug_is_made_once(table):
    organisation = new_organisation()
    about = {"organisation": organisation, "name": "demo", "environment": "test", "scopes": ["read"], "slug": "demo"}
    first, second = operated("create_api_key", **about), operated("create_api_key", **about)
    assert there(key_text.parse(first["key"])).environment == "sandbox"
    assert second == {"id": first["id"], "key": None}


def test_a_person_may_belong_to_two_organisations_with_one_password(table):
    first, second = new_organisation(), new_organisation()
    one = operated("create_user", organisation=first, email="Ana@Exemple.cat", password=PASSWORD, role="member")
    two = operated("create_user", organisation=second, email="ana@exemple.cat", password="another one", role="viewer")
    assert one["id"] == two["id"]
    stored = [item["SK"] for item in table.query(f"USER#{one['id']}")]
    assert stored == ["META", *sorted(f"ORG#{organisation}" for organisation in (first, second))]


def test_a_second_role_in_one_organisation_is_a_conflict():
    organisation = new_organisation()
    member = {"organisation": organisation, "email": "ana@exemple.cat"}
    operated("create_user", **member, password=PASSWORD, role="member")
    operated("create_user", **member, password=PASSWORD, role="member")
    assert operate("create_user", **member, password=PASSWORD, role="admin")["error"]["code"] == "CONFLICT"
    assert operated("set_role", **member, role="admin")["role"] == "admin"


def test_passwords_are_kept_as_argon2id_with_the_parameters_we_promise(table):
    organisation = new_organisation()
    user = operated("create_user", organisation=organisation, email="a@b.cat", password=PASSWORD, role="member")
    assert table.get(keys.user(user["id"]))["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_samples_are_written_into_live_once(table):
    organisation = new_organisation()
    for _ in range(2):
        operated("seed_samples", organisation=organisation)
    assert table.get(Key(f"{organisation}#live#ALIAS", "ct_abc123")) is not None
    assert len(table.query(f"{organisation}#live#CT")) == 11


@pytest.mark.parametrize(
    ("operation", "data", "field"),
    [
        ("drop_everything", {}, "operation"),
        ("create_organisation", {"name": "x"}, "plan"),
        ("create_organisation", {"name": "x", "plan": "gold"}, "plan"),
        ("create_organisation", {"name": "x", "plan": "pro", "owner": {"email": "a@b.cat"}}, "owner.password"),
        ("create_organisation", {"name": "x", "plan": "pro", "id": "ORG#1"}, "id"),
    ],
)
def test_a_malformed_operation_names_the_field(operation, data, field):
    error = operate(operation, **data)["error"]
    assert (error["code"], error["details"]["field"]) == ("VALIDATION_ERROR", field)


def test_an_unknown_organisation_is_not_found():
    assert operate("change_plan", organisation="org_none", plan="pro")["error"]["code"] == "RESOURCE_NOT_FOUND"


def test_the_audit_log_is_read_in_pages():
    organisation = new_organisation()
    for number in range(4):
        new_key(organisation, "read", slug=f"key {number}")
    whole = operated("read_audit", organisation=organisation)["entries"]
    first = operated("read_audit", organisation=organisation, limit=2)["entries"]
    rest = operated("read_audit", organisation=organisation, before=first[-1]["cursor"])["entries"]
    assert first + rest == whole
    assert len(whole) == 5
    assert {entry["actor"] for entry in whole} == {"operator"}


def test_rotating_and_retiring_a_signing_key_are_in_the_platforms_log():
    rotated = operated("rotate_signing_key")
    operated("retire_signing_key", kid="k1")
    newest, before = operated("read_audit", organisation="platform")["entries"]
    assert (newest["action"], newest["details"]) == ("signing_key.retired", {"kid": "k1"})
    assert (before["action"], before["details"]) == ("signing_key.rotated", {"kid": rotated["current"]})
    assert (newest["actor"], newest["request_id"]) == ("operator", "test-operation")


def test_no_signing_key_changes_without_an_entry(table, monkeypatch):
    before = clients.client("secretsmanager").get_secret_value(SecretId=os.environ["SIGNING_SECRET_ID"])["VersionId"]
    monkeypatch.setattr(type(table), "put", lambda *_: 1 / 0)
    assert operate("rotate_signing_key")["error"]["code"] == "INTERNAL_ERROR"
    after = clients.client("secretsmanager").get_secret_value(SecretId=os.environ["SIGNING_SECRET_ID"])["VersionId"]
    assert after == before


@pytest.mark.parametrize("operation", ["end_sessions", "remove_user", "set_password", "set_role"])
def test_an_operation_on_nobody_is_not_found(operation):
    more = {"set_password": {"password": PASSWORD}, "set_role": {"role": "admin"}}.get(operation, {})
    answer = operate(operation, organisation=new_organisation(), email="nobody@exemple.cat", **more)
    assert answer["error"]["code"] == "RESOURCE_NOT_FOUND"


@pytest.mark.parametrize("operation", ["end_sessions", "remove_user", "set_password", "set_role"])
def test_an_operation_in_an_organisation_that_does_not_exist_is_not_found(operation):
    """A mistyped id must not succeed, nor be recorded where nobody reads it."""
    email = new_user(new_organisation())
    more = {"set_password": {"password": PASSWORD}, "set_role": {"role": "admin"}}.get(operation, {})
    answer = operate(operation, organisation="org_doesnotexist", email=email, **more)
    assert answer["error"]["code"] == "RESOURCE_NOT_FOUND"


@pytest.mark.parametrize("operation", ["end_sessions", "set_password"])
def test_only_a_members_organisation_changes_the_account(operation, table):
    """Otherwise the change would be in the log of an organisation that has nothing to do with the user."""
    email, other = new_user(new_organisation()), new_organisation()
    before = table.get(keys.user(users.find(table, email)))
    more = {"password": "another long password"} if operation == "set_password" else {}
    assert operate(operation, organisation=other, email=email, **more)["error"]["code"] == "RESOURCE_NOT_FOUND"
    assert table.get(keys.user(users.find(table, email))) == before
