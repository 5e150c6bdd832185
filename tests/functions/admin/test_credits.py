"""The operator grants credits, and an organisation's plan decides how many it gets a month."""

import pytest
from bivelio_core.credits import ledger
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.operated import new_organisation, operate, operated


def balance(organisation, **caller):
    return call("credits.balance", {}, caller={"organisation": organisation, **caller}).data


@pytest.fixture
def organisation(deployment):
    return new_organisation(plan="pro", time_zone="Atlantic/Canary")


def test_granted_credits_are_added_once_for_their_reference_and_audited(organisation):
    order = {"organisation": organisation, "credits": 250, "reference": "PED-2026-17"}
    assert operated("grant_credits", **order) == {"organisation": organisation, "granted": 250, "balance": 5_250}
    assert operated("grant_credits", **order) == {"organisation": organisation, "granted": 0, "balance": 5_250}
    assert balance(organisation)["balance"] == 5_250
    (entry,) = [
        entry
        for entry in operated("read_audit", organisation=organisation)["entries"]
        if entry["action"] == "credits.granted"
    ]
    assert entry["details"] == {"credits": 250, "reference": "PED-2026-17"}
    assert entry["actor_kind"] == "system"


def test_another_amount_under_a_reference_is_refused(organisation):
    order = {"organisation": organisation, "credits": 250, "reference": "PED-2026-17"}
    operated("grant_credits", **order)
    assert operate("grant_credits", **{**order, "credits": 300})["error"]["code"] == "IDEMPOTENCY_MISMATCH"
    assert balance(organisation)["balance"] == 5_250


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"organisation": "org_9999999999999999"}, "RESOURCE_NOT_FOUND"),
        ({"credits": 0}, "VALIDATION_ERROR"),
        ({"credits": 1_000_001}, "VALIDATION_ERROR"),
        ({"reference": ""}, "VALIDATION_ERROR"),
    ],
)
def test_a_wrong_grant_is_refused(organisation, changed, code):
    order = {"organisation": organisation, "credits": 250, "reference": "PED-2026-17", **changed}
    assert operate("grant_credits", **order)["error"]["code"] == code


def test_a_larger_plan_grants_the_difference_at_once_and_a_smaller_one_next_month(organisation, table):
    assert balance(organisation)["balance"] == 5_000
    operated("change_plan", organisation=organisation, plan="enterprise")
    assert balance(organisation)["balance"] == 50_000
    operated("change_plan", organisation=organisation, plan="starter")
    operated("change_plan", organisation=organisation, plan="enterprise")
    assert balance(organisation)["balance"] == 50_000, "going there and back grants nothing"
    assert balance(organisation, environment="sandbox")["plan"] == "enterprise"
    store = SystemStore(table).of(Tenant.at(organisation, "live"))
    assert ledger.current(store).granted == 50_000
