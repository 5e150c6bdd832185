"""POST /v1/secrets/set keeps its promises."""

import pytest
from bivelio_core.secrets import items as secrets
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.lagging import lag

pytestmark = pytest.mark.usefixtures("table")

TOKEN = "tok_7f3a9c21e5"
GIVEN = {"name": "erp", "value": TOKEN, "allowed_hosts": ["api.example.com"]}


def items(table):
    return table.query(f"{ORGANISATION}#live#SEC")


def test_a_secret_is_sealed_and_never_shown_again(table):
    made = call("secrets.set", GIVEN)
    assert made.status == 200
    assert set(made.data) == {"name", "allowed_hosts", "created_at", "updated_at"}
    assert TOKEN not in str(items(table))
    assert TOKEN not in str(call("secrets.list", {}).data)
    assert TOKEN not in str(table.query(f"ORG#{ORGANISATION}#AUDIT"))


def test_setting_it_again_replaces_value_and_hosts_and_keeps_the_first_date(table):
    first = call("secrets.set", GIVEN).data
    again = call("secrets.set", {**GIVEN, "value": "another", "allowed_hosts": ["*.example.org", "x.test:8443"]}).data
    assert again["allowed_hosts"] == ["*.example.org", "x.test:8443"]
    assert again["created_at"] == first["created_at"]
    assert len(items(table)) == 1
    assert [entry["action"] for entry in table.query(f"ORG#{ORGANISATION}#AUDIT")].count("secret.set") == 2


def test_a_request_sends_what_was_set_a_moment_ago_to_no_host_that_was_taken_away(table):
    """A weak read may not have seen it."""
    call("secrets.set", GIVEN)
    lag(table)
    call("secrets.set", {**GIVEN, "value": "another", "allowed_hosts": ["api.example.org"]})
    store = TenantStore(table, Tenant.at(ORGANISATION, "live"))
    assert secrets.opened(store, ["erp"], "api.example.org").sent == {"erp": "another"}
    with pytest.raises(secrets.HostNotAllowed):
        secrets.opened(store, ["erp"], "api.example.com")


def test_hosts_cannot_be_changed_without_the_value():
    call("secrets.set", GIVEN)
    answer = call("secrets.set", {"name": "erp", "allowed_hosts": ["mine.example"]})
    assert (answer.status, answer.error["details"]["field"]) == (400, "value")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Erp"}, "name"),
        ({"name": "a" * 41}, "name"),
        ({"value": "abc"}, "value"),
        ({"value": "ç" * 2_049}, "value"),
        ({"value": "a" * 4_097}, "value"),
        ({"allowed_hosts": []}, "allowed_hosts"),
        ({"allowed_hosts": ["*"]}, "allowed_hosts[0]"),
        ({"allowed_hosts": ["*.com"]}, "allowed_hosts[0]"),
        ({"allowed_hosts": ["https://api.example.com"]}, "allowed_hosts[0]"),
        ({"allowed_hosts": ["api.example.com", "API.example.com"]}, "allowed_hosts[1]"),
        ({"allowed_hosts": ["api.example.com/path"]}, "allowed_hosts[0]"),
        ({"allowed_hosts": ["a.example"] * 21}, "allowed_hosts"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_not_repeated(changed, field):
    answer = call("secrets.set", {**GIVEN, **changed})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert str(changed.get("value", "no value")) not in str(answer.error)


def test_a_value_of_4096_bytes_is_kept():
    assert call("secrets.set", {**GIVEN, "value": "a" * 4_096}).status == 200


def test_there_are_at_most_200(table):
    for number in range(200):
        assert call("secrets.set", {**GIVEN, "name": f"s{number}"}).status == 200
    refused = call("secrets.set", {**GIVEN, "name": "one_more"})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "max_items")
    assert call("secrets.set", {**GIVEN, "name": "s7"}).status == 200
    assert call("secrets.delete", {"name": "s7"}).status == 200
    assert call("secrets.set", {**GIVEN, "name": "one_more"}).status == 200
    assert len(items(table)) == 200
