"""An organisation of the plan enterprise has at the edge what it has agreed, wherever the operator's function dies."""

import time

import pytest
from bivelio_core import clients, config
from bivelio_core.identity import key_text
from bivelio_core.store import keys
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.tenant_store import existing

from tests.api import call
from tests.functions.admin.dying import dying
from tests.functions.admin.test_gateway_keys import conflicting
from tests.operated import gateway_keys_of, key_id, new_key, new_organisation, operate, operated

pytestmark = pytest.mark.usefixtures("deployment")
AGREED = {"per_second": 800, "burst": 1500}
STAGES = [{"apiId": "api", "stage": "v1"}, {"apiId": "api", "stage": "sandbox"}]
CALLS_TO_AGREE, CALLS_TO_REMOVE = 17, 12


@pytest.fixture
def organisation():
    """An organisation of the plan enterprise, whose usage plan has two stages as on AWS."""
    gateway = clients.client("apigateway")
    for stage in STAGES:
        operation = {"op": "add", "path": "/apiStages", "value": f"{stage['apiId']}:{stage['stage']}"}
        gateway.update_usage_plan(usagePlanId=config.usage_plan_id("enterprise"), patchOperations=[operation])
    return new_organisation(plan="enterprise")


def agree(organisation, **changes):
    return operated("agree_throttle", organisation=organisation, **{**AGREED, **changes})


def remove(organisation):
    return operated("remove_throttle", organisation=organisation)


def own_plans(organisation):
    """The usage plans that are named after an organisation."""
    return [plan for plan in clients.client("apigateway").get_usage_plans()["items"] if organisation in plan["name"]]


def names_of_plans(organisation, *texts):
    """The usage plans of each gateway key that the authorizer may name for the organisation and its keys."""
    gateway = clients.client("apigateway")
    places = [keys.organisation(organisation), *(keys.api_key(key_text.digest(text)) for text in texts)]
    named = [gateway_keys_of(the_table().get(place)) for place in places]
    plans = gateway.get_usage_plans()["items"]
    held = {plan["name"]: gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"] for plan in plans}
    found = []
    for values in named:
        plans_of_each = [
            [name for name, items in held.items() if value in {each["value"] for each in items}] for value in values
        ]
        assert plans_of_each == [plans_of_each[0]] * 3, "the keys of all classes are in one plan"
        found.append(plans_of_each[0])
    return found


def audited(organisation):
    entries = operated("read_audit", organisation=organisation)["entries"]
    return [(entry["action"], entry["details"]) for entry in entries if entry["action"].startswith("throttle")]


def limits(organisation, **caller):
    shown = call("usage.get", {}, caller={"organisation": organisation, **caller}).data["limits"]
    return {name: value for name, value in shown.items() if name != "by_class"}


def test_what_was_agreed_is_a_usage_plan_of_its_own_for_all_keys_and_stages(organisation):
    text = new_key(organisation, "read")
    answer = agree(organisation)
    assert answer["throttle"] == AGREED
    assert not any(name.startswith("gateway_key") for name in answer)
    (plan,) = own_plans(organisation)
    assert (plan["throttle"], plan["apiStages"]) == ({"rateLimit": 800.0, "burstLimit": 1500}, STAGES)
    later = new_key(organisation, "read")
    assert names_of_plans(organisation, text, later) == [[organisation]] * 3
    assert audited(organisation) == [("throttle.agreed", AGREED)]


def test_usage_shows_it_in_both_environments(organisation):
    assert "agreed" not in limits(organisation)
    agree(organisation)
    unlimited = {"plan": "enterprise", "per_minute": None, "per_second": None, "used": None}
    assert limits(organisation) == {**unlimited, "agreed": AGREED}
    assert limits(organisation, environment="sandbox")["agreed"] == AGREED
    remove(organisation)
    assert limits(organisation) == unlimited


def test_another_agreement_changes_the_same_usage_plan(organisation):
    agree(organisation)
    before = names_of_plans(organisation)
    agree(organisation, burst=3000)
    agree(organisation, burst=3000)
    (plan,) = own_plans(organisation)
    assert plan["throttle"] == {"rateLimit": 800.0, "burstLimit": 3000}
    assert names_of_plans(organisation) == before
    assert [details["burst"] for _, details in audited(organisation)] == [3000, 1500]
    assert limits(organisation)["agreed"]["burst"] == 3000


def test_taken_back_the_organisation_shares_its_plans_and_its_own_is_deleted(organisation):
    text = new_key(organisation, "read")
    agree(organisation)
    answer = remove(organisation)
    assert not {"throttle", "usage_plan"} & answer.keys()
    assert names_of_plans(organisation, text) == [["enterprise"]] * 2
    assert own_plans(organisation) == []
    assert audited(organisation)[0] == ("throttle.removed", AGREED)
    remove(organisation)
    assert len(audited(organisation)) == 2
    agree(organisation)
    assert names_of_plans(organisation, text) == [[organisation]] * 2


def test_its_usage_plan_is_there_for_as_long_as_an_authorizer_may_name_the_key_in_it(organisation, monkeypatch):
    agree(organisation)
    seen = []
    monkeypatch.setenv("GATEWAY_KEY_MEMORY_SECONDS", "35")
    monkeypatch.setattr(
        time,
        "sleep",
        lambda seconds: seen.append((seconds, len(own_plans(organisation)), names_of_plans(organisation))),
    )
    remove(organisation)
    remove(organisation)
    assert seen == [(35, 1, [["enterprise"]])]


def test_another_plan_ends_what_was_agreed(organisation):
    text = new_key(organisation, "read")
    agree(organisation)
    assert "throttle" not in operated("change_plan", organisation=organisation, plan="pro")
    assert names_of_plans(organisation, text) == [["pro"]] * 2
    assert own_plans(organisation) == []
    assert audited(organisation)[0] == ("throttle.removed", AGREED)
    assert "agreed" not in limits(organisation)


@pytest.mark.parametrize("plan", ["starter", "pro"])
def test_only_the_plan_enterprise_can_have_one(plan):
    organisation = new_organisation(plan=plan)
    error = operate("agree_throttle", organisation=organisation, **AGREED)["error"]
    assert error["details"]["constraint"] == "enterprise_only"
    assert own_plans(organisation) == []


@pytest.mark.parametrize("change", [{"per_second": 0}, {"burst": 0}, {"burst": None}])
def test_a_throttle_has_two_numbers_of_at_least_one(organisation, change):
    error = operate("agree_throttle", organisation=organisation, **{**AGREED, **change})["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert own_plans(organisation) == []


def test_an_account_without_room_for_another_usage_plan_says_so(organisation):
    gateway = clients.client("apigateway")

    def refuse(**_):
        answer = {"Error": {"Code": "LimitExceededException", "Message": "Maximum number of usage plans exceeded"}}
        raise gateway.exceptions.LimitExceededException(answer, "CreateUsagePlan")

    gateway.meta.events.register_first("before-send.api-gateway.CreateUsagePlan", refuse)
    try:
        error = operate("agree_throttle", organisation=organisation, **AGREED)["error"]
    finally:
        gateway.meta.events.unregister("before-send.api-gateway.CreateUsagePlan", refuse)
    assert error["details"]["constraint"] == "too_many_usage_plans"
    assert "300" in error["details"]["errors"][0]["message"]
    assert names_of_plans(organisation) == [["enterprise"]]


@pytest.mark.parametrize("operation", ["CreateUsagePlan", "UpdateUsagePlan", "DeleteUsagePlan"])
def test_a_collision_with_another_change_of_the_account_is_tried_again(organisation, operation, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with conflicting(operation, times=2) as refused:
        agree(organisation)
        agree(organisation, burst=3000)
        remove(organisation)
    assert len(refused) == 2
    assert own_plans(organisation) == []


def test_a_change_of_the_organisation_keeps_it(organisation):
    agree(organisation)
    owner = {"organisation": organisation, "actor_kind": "user", "actor": "usr_ana"}
    assert call("organisation.update", {"time_zone": "Atlantic/Canary"}, caller=owner).status == 200
    assert limits(organisation)["agreed"] == AGREED


def test_a_gateway_key_that_has_left_its_usage_plan_is_put_back(organisation):
    agree(organisation)
    item, (plan,) = existing(the_table().get(keys.organisation(organisation))), own_plans(organisation)
    clients.client("apigateway").delete_usage_plan_key(usagePlanId=plan["id"], keyId=key_id(item["gateway_key"]))
    operated("change_plan", organisation=organisation, plan="enterprise")
    assert names_of_plans(organisation) == [[organisation]]
    assert limits(organisation)["agreed"] == AGREED


@pytest.mark.parametrize("carried_out", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("at", range(1, CALLS_TO_AGREE + 1))
def test_an_agreement_that_dies_anywhere_leaves_a_usage_plan_and_is_finished_by_asking_again(
    organisation, at, carried_out
):
    text = new_key(organisation, "read")
    with dying(at, carried_out=carried_out) as calls:
        assert operate("agree_throttle", organisation=organisation, **AGREED)["error"]["code"] == "INTERNAL_ERROR"
    assert len(calls) == at
    assert all(len(plans) == 1 for plans in names_of_plans(organisation, text))
    agree(organisation)
    assert names_of_plans(organisation, text) == [[organisation]] * 2
    assert len(own_plans(organisation)) == 1
    assert audited(organisation) == [("throttle.agreed", AGREED)]


@pytest.mark.parametrize("carried_out", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("at", range(1, CALLS_TO_REMOVE + 1))
def test_a_removal_that_dies_anywhere_leaves_a_usage_plan_and_is_finished_by_asking_again(
    organisation, at, carried_out
):
    text = new_key(organisation, "read")
    agree(organisation)
    with dying(at, carried_out=carried_out):
        assert operate("remove_throttle", organisation=organisation)["error"]["code"] == "INTERNAL_ERROR"
    assert all(len(plans) == 1 for plans in names_of_plans(organisation, text))
    remove(organisation)
    assert names_of_plans(organisation, text) == [["enterprise"]] * 2
    assert own_plans(organisation) == []


def test_the_deaths_above_are_all_there_are(organisation):
    new_key(organisation, "read")
    with dying(0, carried_out=False) as calls:
        agree(organisation)
    assert len(calls) == CALLS_TO_AGREE, calls
    with dying(0, carried_out=False) as calls:
        remove(organisation)
    assert len(calls) == CALLS_TO_REMOVE, calls
