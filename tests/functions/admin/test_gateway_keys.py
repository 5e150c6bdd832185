"""An organisation ends with a usable gateway key in its plan, also when others change the account's keys meanwhile."""

import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from bivelio_core import clients, clock, config
from bivelio_core.identity import attempts_at_gateway, gateway_keys
from bivelio_core.store import connect, keys

from tests.operated import gateway_keys_of, key_id, new_organisation, operate, operated, plan_keys

pytestmark = pytest.mark.usefixtures("deployment")
DELAY = 30
MAKE, ADD = "CreateApiKey", "CreateUsagePlanKey"
DEMO = {"name": "Demo", "plan": "starter", "id": "org_demo"}


@contextmanager
def conflicting(operation, times):
    """API Gateway refuses an operation some times, as it does while another change of the account is under way."""
    gateway = clients.client("apigateway")
    refused: list[str] = []

    def before_send(**_):
        if len(refused) < times:
            refused.append(operation)
            message = "Unable to complete operation due to concurrent modification. Please try again later."
            answer = {"Error": {"Code": "ConflictException", "Message": message}}
            raise gateway.exceptions.ConflictException(answer, operation)

    name = f"before-send.api-gateway.{operation}"
    gateway.meta.events.register_first(name, before_send)
    try:
        yield refused
    finally:
        gateway.meta.events.unregister(name, before_send)


@pytest.fixture
def slept(monkeypatch):
    """What would have been slept, in seconds, and the plan that the organisation named meanwhile."""
    seen = []

    def sleep(seconds):
        seen.append((seconds, (the_organisation() or {}).get("plan")))

    monkeypatch.setattr(time, "sleep", sleep)
    return seen


def the_organisation():
    """The organisation as the authorizer finds it."""
    return connect.table().get(keys.organisation("org_demo"))


@pytest.mark.parametrize("operation", [MAKE, ADD])
def test_a_collision_with_another_change_is_not_taken_for_done(table, slept, operation):
    with conflicting(operation, times=3) as refused:
        operated("create_organisation", **DEMO)
    assert len(refused) == 3
    assert len(slept) == 3
    assert plan_keys("starter") == gateway_keys_of(table.get(keys.organisation("org_demo")))


@pytest.mark.parametrize("operation", [MAKE, ADD])
@pytest.mark.usefixtures("slept")
def test_collisions_without_end_are_told_and_finished_by_asking_again(table, operation):
    with conflicting(operation, times=1000) as refused:
        error = operate("create_organisation", **DEMO)["error"]
    assert (error["code"], error["retryable"], len(refused)) == ("INTERNAL_ERROR", True, attempts_at_gateway.TRIES)
    assert plan_keys("starter") == []
    operated("create_organisation", **DEMO)
    assert plan_keys("starter") == gateway_keys_of(table.get(keys.organisation("org_demo")))


@pytest.mark.parametrize("operation", [MAKE, ADD])
@pytest.mark.usefixtures("slept")
def test_a_plan_change_that_collides_keeps_the_old_plan_until_the_key_is_in_the_new_one(table, operation):
    new_organisation(**DEMO)
    with conflicting(operation, times=1000):
        assert operate("change_plan", organisation="org_demo", plan="pro")["error"]["retryable"]
    assert table.get(keys.organisation("org_demo"))["plan"] == "starter"
    with conflicting(operation, times=2):
        assert operated("change_plan", organisation="org_demo", plan="pro")["plan"] == "pro"
    assert plan_keys("pro") == gateway_keys_of(table.get(keys.organisation("org_demo")))


def ask_to_create_it_again():
    operated("create_organisation", **DEMO)


def ask_for_the_plan_it_has():
    operated("change_plan", organisation="org_demo", plan="starter")


@pytest.mark.parametrize("ask", [ask_to_create_it_again, ask_for_the_plan_it_has])
@pytest.mark.parametrize("is_deleted", [False, True], ids=["out of its plan", "deleted"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_key_that_is_missing_is_repaired_by(table, ask, is_deleted, position):
    """Callers of a class whose key is in no plan are answered 401 to whatever they send."""
    new_organisation(**DEMO)
    item, gateway = table.get(keys.organisation("org_demo")), clients.client("apigateway")
    missing = key_id(gateway_keys_of(item)[position])
    gateway.delete_usage_plan_key(usagePlanId=config.usage_plan_id("starter"), keyId=missing)
    if is_deleted:
        gateway.delete_api_key(apiKey=missing)
    ask()
    assert sorted(plan_keys("starter")) == sorted(gateway_keys_of(item))
    assert len(gateway.get_api_keys()["items"]) == 3


def test_an_organisation_names_a_new_key_only_when_api_gateway_knows_it_everywhere(slept, monkeypatch):
    new_organisation(**DEMO)
    monkeypatch.setenv("GATEWAY_KEY_DELAY_SECONDS", str(DELAY))
    operated("change_plan", organisation="org_demo", plan="pro")
    assert slept == [(DELAY, "starter")]


def test_a_key_that_was_added_long_ago_is_named_at_once(slept, monkeypatch):
    """Here the first try died after the key was in its plan; API Gateway answers that it is there."""
    new_organisation(**DEMO)
    operated("change_plan", organisation="org_demo", plan="pro")
    operated("change_plan", organisation="org_demo", plan="starter")
    monkeypatch.setenv("GATEWAY_KEY_DELAY_SECONDS", str(DELAY))
    gateway_keys.forget()
    with clock.frozen(clock.now() + timedelta(minutes=1)), conflicting(ADD, times=3) as refused:
        operated("change_plan", organisation="org_demo", plan="pro")
    assert (slept, len(refused)) == ([], 3)


def test_however_many_organisations_are_made_they_share_a_fixed_number_of_keys(table):
    """API Gateway allows 10,000 in an account and region, whatever the number of organisations."""
    for number in range(40):
        new_organisation(plan="starter", id=f"org_small{number}")
    slots = {tuple(gateway_keys_of(table.get(keys.organisation(f"org_small{number}")))) for number in range(40)}
    assert 1 < len(slots) <= gateway_keys.SLOTS["starter"]
    assert len(plan_keys("starter")) == 3 * len(slots)
