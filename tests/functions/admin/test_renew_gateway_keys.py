"""Organisations of before share gateway keys after a renewal, are served at every moment of it, and lose none twice."""

import time

import pytest
from bivelio_core import clients, config
from bivelio_core.identity import gateway_keys, key_text
from bivelio_core.store import connect, keys
from bivelio_core.store.writes import Update, present

from tests.functions.admin.dying import dying
from tests.functions.admin.test_change_plan import check
from tests.functions.authorizer.judged import judge
from tests.operated import access_token, gateway_keys_of, new_key, new_organisation, operate, operated, plan_keys

pytestmark = pytest.mark.usefixtures("deployment")
CALLS_OF_A_RENEWAL = 21
OWN = {"starter": "a" * 40, "pro": "b" * 40}


def of_before(plan="starter", organisation="org_before"):
    """An organisation as the release before made it, with a key of its own, and the texts of its API keys."""
    new_organisation(plan=plan, id=organisation)
    texts = [new_key(organisation, "read"), new_key(organisation, "read", type="publishable")]
    table, gateway, value = connect.table(), clients.client("apigateway"), OWN.get(plan, "c" * 40)
    key = gateway.create_api_key(name=f"{organisation}-{plan}", value=value, enabled=True)
    gateway.create_usage_plan_key(usagePlanId=config.usage_plan_id(plan), keyId=key["id"], keyType="API_KEY")
    about = {"gateway_key": value}
    named = Update(set={**about, f"gateway_key_{plan}": value, "gateway_key_id": key["id"]}, remove=["gateway_keys"])
    table.update(keys.organisation(organisation), named, condition=present())
    for text in texts:
        place = keys.api_key(key_text.digest(text))
        table.update(place, Update(set=about, remove=["gateway_keys"]), condition=present())
    return texts


def is_there(value):
    """Whether API Gateway has a key; moto leaves a deleted one in its usage plan, API Gateway does not."""
    return any(
        each["value"] == value for each in clients.client("apigateway").get_api_keys(includeValues=True)["items"]
    )


def renewed(**asked):
    return operated("renew_gateway_keys", **asked)


def test_an_organisation_of_before_is_served_by_its_one_key(table):
    secret, publishable = of_before()
    token = access_token("org_before")
    for headers in ({"X_API_Key": secret}, {"X_API_Key": publishable}, {"Authorization": f"Bearer {token}"}):
        assert judge(**headers)["usageIdentifierKey"] == OWN["starter"]


def test_a_renewal_gives_it_the_shared_keys_and_deletes_its_own(table, monkeypatch):
    texts = of_before()
    slept: list[tuple[float, bool]] = []
    monkeypatch.setenv("GATEWAY_KEY_MEMORY_SECONDS", "35")
    monkeypatch.setattr(time, "sleep", lambda seconds: slept.append((seconds, is_there(OWN["starter"]))))
    assert renewed() == {"organisations": 1, "deleted": 1, "cursor": None}
    assert slept == [(35, True)], "an authorizer may remember it until then"
    assert check(table, "org_before", texts) == ["starter"] * 3
    assert not is_there(OWN["starter"])
    assert "gateway_key_starter" not in table.get(keys.organisation("org_before"))
    assert renewed() == {"organisations": 0, "deleted": 0, "cursor": None}


def test_one_of_enterprise_keeps_its_key_and_gets_two_more(table):
    texts = of_before("enterprise")
    assert renewed() == {"organisations": 1, "deleted": 0, "cursor": None}
    assert check(table, "org_before", texts) == ["enterprise"] * 3
    assert table.get(keys.organisation("org_before"))["gateway_key"] == "c" * 40
    assert renewed() == {"organisations": 0, "deleted": 0, "cursor": None}


def test_keys_of_other_stacks_and_of_other_things_stay(table):
    gateway = clients.client("apigateway")
    of_before()
    for name, value in (("org_elsewhere-starter", "d" * 40), ("org_before-pro", "e" * 40), ("something", "f" * 40)):
        gateway.create_api_key(name=name, value=value, enabled=True)
    renewed()
    values = {each["value"] for each in gateway.get_api_keys(includeValues=True)["items"]}
    assert {"d" * 40, "e" * 40, "f" * 40} < values


@pytest.mark.parametrize("carried_out", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("at", range(1, CALLS_OF_A_RENEWAL + 1))
def test_a_renewal_that_dies_anywhere_leaves_every_class_a_plan_and_is_finished_by_asking_again(table, at, carried_out):
    texts = of_before()
    gateway_keys.forget()
    with dying(at, carried_out=carried_out) as calls:
        answer = operate("renew_gateway_keys")
    assert len(calls) == at
    assert answer["error"]["code"] == "INTERNAL_ERROR"
    named = [table.get(keys.organisation("org_before"))]
    named += [table.get(keys.api_key(key_text.digest(text))) for text in texts]
    for value in {value for item in named for value in gateway_keys_of(item)}:
        assert value in plan_keys("starter")
        assert is_there(value)
    renewed()
    assert check(table, "org_before", texts) == ["starter"] * 3
    assert not is_there(OWN["starter"])


def test_the_deaths_above_are_all_there_are(table):
    of_before()
    gateway_keys.forget()
    with dying(0, carried_out=False) as calls:
        renewed()
    assert len(calls) == CALLS_OF_A_RENEWAL, calls
