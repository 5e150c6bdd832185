"""An organisation is in the usage plan of its tier at every moment of a change, wherever the change dies."""

import os

import pytest
from bivelio_core import clients
from bivelio_core.identity import key_text
from bivelio_core.store import keys

from tests.functions.admin.dying import dying
from tests.operated import gateway_keys_of, new_key, new_organisation, operate, operated

pytestmark = pytest.mark.usefixtures("deployment")
CALLS_OF_A_CHANGE = 14


def plans_of(value):
    """The usage plans a gateway key is in."""
    found = []
    for plan in ("starter", "pro", "enterprise"):
        answer = clients.client("apigateway").get_usage_plan_keys(usagePlanId=os.environ[f"USAGE_PLAN_{plan.upper()}"])
        found += [plan for item in answer["items"] if item["value"] == value]
    return found


def check(table, organisation, texts):
    """Whatever the authorizer may read names a gateway key that is in the very plan it names beside it."""
    named = [table.get(keys.organisation(organisation))]
    named += [table.get(keys.api_key(key_text.digest(text))) for text in texts]
    for item in named:
        assert len(gateway_keys_of(item)) == 3
        assert [plans_of(value) for value in gateway_keys_of(item)] == [[item["plan"]]] * 3
    return [item["plan"] for item in named]


def test_a_plan_change_names_another_gateway_key_and_reaches_the_api_keys(table):
    organisation = new_organisation(plan="starter")
    text = new_key(organisation, "read")
    before = gateway_keys_of(table.get(keys.organisation(organisation)))
    operated("change_plan", organisation=organisation, plan="pro")
    assert check(table, organisation, [text]) == ["pro", "pro"]
    assert [plans_of(value) for value in before] == [["starter"]] * 3, "who remembers an old key is still served"
    entry = operated("read_audit", organisation=organisation)["entries"][0]
    assert (entry["action"], entry["details"]) == ("plan.changed", {"before": "starter", "after": "pro"})


def test_going_back_names_the_key_of_before(table):
    organisation = new_organisation(plan="starter")
    before = gateway_keys_of(table.get(keys.organisation(organisation)))
    for plan in (*("enterprise", "pro") * 2, "starter"):
        operated("change_plan", organisation=organisation, plan=plan)
    assert gateway_keys_of(table.get(keys.organisation(organisation))) == before
    assert len(clients.client("apigateway").get_api_keys()["items"]) == 3 * 3


@pytest.mark.parametrize("carried_out", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("at", range(1, CALLS_OF_A_CHANGE + 1))
def test_a_change_that_dies_anywhere_leaves_a_plan_and_is_finished_by_asking_again(table, at, carried_out):
    organisation = new_organisation(plan="starter")
    texts = [new_key(organisation, "read") for _ in range(2)]
    with dying(at, carried_out=carried_out) as calls:
        assert operate("change_plan", organisation=organisation, plan="pro")["error"]["code"] == "INTERNAL_ERROR"
    assert len(calls) == at
    assert set(check(table, organisation, texts)) <= {"starter", "pro"}
    operated("change_plan", organisation=organisation, plan="pro")
    assert check(table, organisation, texts) == ["pro", "pro", "pro"]
    actions = [entry["action"] for entry in operated("read_audit", organisation=organisation)["entries"]]
    assert actions.count("plan.changed") == 1


def test_the_deaths_above_are_all_there_are(table):
    organisation = new_organisation(plan="starter")
    for _ in range(2):
        new_key(organisation, "read")
    with dying(0, carried_out=False) as calls:
        operated("change_plan", organisation=organisation, plan="pro")
    assert len(calls) == CALLS_OF_A_CHANGE, calls


def test_two_operators_at_once_leave_every_key_in_one_plan(table, monkeypatch):
    """The second one's change lands between the first one's two keys."""
    organisation = new_organisation(plan="starter")
    texts = [new_key(organisation, "read") for _ in range(2)]
    update = type(table).update
    seen: list[str] = []

    def overtaken(self, key, change, condition=None):
        answer = update(self, key, change, condition)
        if key.pk.startswith("KEY#") and not seen:
            seen.append(key.pk)
            operated("change_plan", organisation=organisation, plan="enterprise")
        return answer

    monkeypatch.setattr(type(table), "update", overtaken)
    operated("change_plan", organisation=organisation, plan="pro")
    assert check(table, organisation, texts) == ["enterprise"] * 3
