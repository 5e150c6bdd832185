"""POST /v1/usage/get keeps its promises."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock, domain
from bivelio_core.entrypoints import rate_limit
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.plan_limits import Limits
from bivelio_core.tenancy import Tenant

from tests import gateway
from tests.api import ORGANISATION, OTHER_ORGANISATION, ROOT, call
from tests.operated import new_key, new_organisation
from tests.requests.logs import bring, line

pytestmark = pytest.mark.usefixtures("table")
NOW = datetime(2026, 4, 7, 12, 30, 0, tzinfo=UTC)
GOOD = {"status": 200, "code": None}


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW):
        yield


def usage(caller=None, **asked):
    return call("usage.get", asked, caller=caller).data


def of(requests, failed):
    return {"requests": requests, "failed": failed}


@pytest.fixture
def busy():
    """Four days of requests."""
    bring(
        [line(1, **GOOD, Operation="contacts.list"), line(2, **GOOD, Operation="contacts.list", actor="usr_1")], at=NOW
    )
    bring([line(3), line(4, status=429)], at=NOW - timedelta(hours=2), first=10)
    bring([line(5, **GOOD)], at=NOW - timedelta(days=1), first=20)
    bring([line(6, status=500)], at=NOW - timedelta(days=3), first=30)


def test_requests_are_counted_by_day_operation_status_and_key(busy):
    found = usage(**{"from": "2026-04-04"})
    assert (found["first_day"], found["last_day"], found["total"]) == ("2026-04-04", "2026-04-07", of(6, 3))
    assert found["by_day"] == [
        {"date": "2026-04-04", **of(1, 1)},
        {"date": "2026-04-05", **of(0, 0)},
        {"date": "2026-04-06", **of(1, 0)},
        {"date": "2026-04-07", **of(4, 2)},
    ]
    assert found["by_operation"] == [
        {"operation": "contacts.create", **of(4, 3)},
        {"operation": "contacts.list", **of(2, 0)},
    ]
    assert found["by_status"] == [{"status": s, "requests": n} for s, n in ((200, 3), (400, 1), (429, 1), (500, 1))]
    assert found["by_actor"] == [
        {"actor": "key_1", "actor_kind": "api_key", **of(5, 3)},
        {"actor": "usr_1", "actor_kind": "user", **of(1, 0)},
    ]


def test_the_last_hours_are_those_before_now_over_midnight(busy):
    with clock.frozen(NOW):
        hours = usage(**{"from": "2026-04-07"})["by_hour"]
    assert (len(hours), hours[0]["at"], hours[-1]["at"]) == (24, "2026-04-06T13:00:00Z", "2026-04-07T12:00:00Z")
    assert {hour["at"]: (hour["requests"], hour["failed"]) for hour in hours if hour["requests"]} == {
        "2026-04-07T10:00:00Z": (2, 2),
        "2026-04-07T12:00:00Z": (2, 0),
    }
    with clock.frozen(NOW - timedelta(minutes=35)):
        earlier = usage()["by_hour"]
    assert (earlier[0]["at"], earlier[0]["requests"]) == ("2026-04-06T12:00:00Z", 1)


def test_it_is_narrowed_to_a_key_or_an_operation(busy):
    found = usage(actor="key_1")
    assert (found["total"], "by_hour" in found) == (of(5, 3), False)
    assert [entry["actor"] for entry in found["by_actor"]] == ["key_1"]
    found = usage(operation="contacts.list")
    assert found["total"] == of(2, 0)
    assert sum(hour["requests"] for hour in found["by_hour"]) == 2


def test_without_requests_there_are_zeros():
    found = usage()
    assert found["total"] == of(0, 0)
    assert (len(found["by_day"]), found["by_day"][0]["date"]) == (30, "2026-03-09")
    assert (found["by_operation"], found["by_status"], found["by_actor"]) == ([], [], [])


def test_a_time_that_has_passed_has_no_hours(busy):
    assert "by_hour" not in usage(**{"from": "2026-04-01", "to": "2026-04-05"})


def test_organisations_and_environments_are_apart():
    bring([line(1, organisation=OTHER_ORGANISATION), line(2, Environment="sandbox")])
    assert usage()["total"] == of(0, 0)
    assert (
        usage({"environment": "sandbox"})["total"] == usage({"organisation": OTHER_ORGANISATION})["total"] == of(1, 1)
    )


@pytest.mark.parametrize(
    "asked", [{"from": "2026-04-08"}, {"from": "2026-01-01"}, {"to": "2026-04-01", "from": "2026-04-02"}]
)
def test_days_that_make_no_sense_are_refused(asked):
    answer = call("usage.get", asked)
    assert (answer.status, answer.error["details"]["field"]) == (422, "to")


def test_ninety_two_days_are_the_most():
    assert len(usage(**{"from": "2026-01-06"})["by_day"]) == 92


def test_the_limits_are_those_of_the_plan_with_what_this_minute_has_used(deployment):
    caller = {"organisation": new_organisation(plan="pro")}
    for _ in range(3):
        rate_limit.count(store_of(Tenant(caller["organisation"], "live")), Limits(500, 50))
    rate_limit.count(store_of(Tenant(caller["organisation"], "live")), Limits(250, 25), "publishable")
    limits = usage(caller)["limits"]
    by_class = {each.pop("callers"): tuple(each.values()) for each in limits.pop("by_class")}
    assert limits == {"plan": "pro", "per_minute": 500, "per_second": 50, "used": 3}
    assert by_class == {
        "programs": (500, 50, None, None, 3),
        "people": (3000, 50, None, 500, 0),
        "publishable": (250, 25, 125, None, 1),
        "sign_in": (500, 50, 250, None, 0),
        "urls": (500, 50, None, None, 0),
    }
    unlimited = usage({"organisation": new_organisation(plan="enterprise")})["limits"]
    assert {value for each in unlimited.pop("by_class") for name, value in each.items() if name != "callers"} == {None}
    assert unlimited == {"plan": "enterprise", "per_minute": None, "per_second": None, "used": None}


@pytest.mark.parametrize("plan", ["starter", "pro"])
def test_what_usage_says_of_a_class_is_what_its_headers_say(deployment, plan):
    organisation = new_organisation(plan=plan)
    page, network = new_key(organisation, "read", type="publishable"), "198.51.100.7"
    headers = gateway.request("/workflows/list", headers={"X-API-Key": page}, source_ip=network).headers
    shown = next(each for each in usage({"organisation": organisation})["limits"]["by_class"] if each["used"])
    assert shown["callers"] == "publishable"
    assert headers["X-RateLimit-Limit"] == str(shown["per_network"])
    assert headers["X-RateLimit-Remaining"] == str(shown["per_network"] - shown["used"])


@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_the_credits_are_those_of_the_balance_before_and_after_its_grant(deployment, environment):
    caller = {"organisation": new_organisation(plan="pro"), "environment": environment}
    before = usage(caller)["credits"]
    balance = call("credits.balance", caller=caller).data
    assert before == usage(caller)["credits"] == {name: balance[name] for name in before}
    assert before["balance"] == (5000 if environment == "live" else 1000)


def test_the_quotas_are_what_each_domain_declares_with_what_is_used():
    names = ("agents", "connections", "knowledge_collections", "secrets", "webhooks", "workflows")
    assert tuple(quota["name"] for quota in usage()["quotas"]) == names == tuple(sorted(domain.quotas()))
    call("webhooks.create", {"url": "https://exemple.cat/hook", "events": ["contact.created"]})
    used = {quota["name"]: (quota["used"], quota["limit"]) for quota in usage()["quotas"]}
    assert used == {
        "agents": (0, 200),
        "connections": (0, 50),
        "knowledge_collections": (0, 50),
        "secrets": (0, 200),
        "webhooks": (1, 50),
        "workflows": (0, 500),
    }


CREATING = {
    "agents": "agents.create",
    "connections": "integrations.connect",
    "knowledge_collections": "knowledge.collections_define",
    "secrets": "secrets.set",
    "webhooks": "webhooks.create",
    "workflows": "workflows.create",
}


@pytest.mark.parametrize("name", CREATING)
def test_each_declared_quota_has_the_counter_that_its_creation_keeps(deployment, name):
    assert CREATING.keys() == domain.quotas().keys()
    operation = CREATING[name]
    example = json.loads((ROOT / "docs" / "examples" / f"{operation.replace('.', '/')}.json").read_text())
    caller = {"organisation": new_organisation(), "environment": "sandbox"}  # where no provider is asked

    def used():
        return {quota["name"]: quota["used"] for quota in usage(caller)["quotas"]}[name]

    before = used()
    assert call(operation, example["request"]["data"], caller=caller).status == 200, operation
    assert used() > before == 0  # in the sandbox some of the examples are counted with the first creation


def test_it_needs_the_scope_to_read_usage():
    assert call("usage.get", caller={"scopes": "contacts:admin"}).status == 403
    assert call("usage.get", caller={"scopes": "usage:read"}).status == 200


def test_the_organisation_is_that_of_the_caller():
    bring([line(1)])
    assert usage({"organisation": ORGANISATION})["total"] == of(1, 1)
