"""API Gateway's usage plans: one for each of our plans, and one for each organisation that has agreed a throttle.

An organisation's own is found by its name, so every step can be repeated. It has the stages of the plan enterprise. API
Gateway allows 300 usage plans in an account and region, unless AWS raises the quota.
Source: API Gateway Developer Guide, "Usage plans and API keys" and "Quotas for configuring and running a REST API"; API
reference, "UpdateUsagePlan" (patch operations).
"""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from bivelio_core import clients, config
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.plan_limits import Throttle

from .attempts_at_gateway import undisturbed

OF_ITS_OWN = "own"
"""What the gateway key in an organisation's own usage plan is named after."""

OWN_KEYS = "_own"
"""How the name of the usage plan of a plan's own keys ends, where another one has the shared keys."""

SHARED = "enterprise"

SHARING = frozenset({"starter", "pro"})
"""The plans that a counter limits: their organisations have a gateway key of their own or share one."""

TOO_MANY_USAGE_PLANS = register("identity", "too_many_usage_plans")


class UsagePlan(NamedTuple):
    """A usage plan: `name` is the plan's, or OF_ITS_OWN; `id` as API Gateway has it."""

    name: str
    id: str

    @classmethod
    def of_plan(cls, plan: str) -> "UsagePlan":
        """The usage plan of the gateway keys that organisations of a plan share."""
        return cls(plan, config.usage_plan_id(plan))

    @classmethod
    def of_own_keys(cls, plan: str) -> "UsagePlan":
        """The usage plan of the gateway keys that organisations of a plan have to themselves."""
        return cls.of_plan(f"{plan}{OWN_KEYS}" if plan in SHARING else plan)

    @property
    def tier(self) -> str:
        """The plan whose organisations it throttles."""
        return self.name.removesuffix(OWN_KEYS)

    @property
    def is_counted(self) -> bool:
        """Whether its keys are of those that `OwnGatewayKeys` limits."""
        return self.name.endswith(OWN_KEYS)


def ensure(organisation: str, throttle: Throttle) -> UsagePlan:
    """Make the organisation's own usage plan, or give it another throttle.

    Raises Unprocessable when the account has no room for another, TemporarilyUnavailable when other changes of the
    account keep colliding.
    """
    shared = clients.client("apigateway").get_usage_plan(usagePlanId=config.usage_plan_id(SHARED))
    name = _name(shared, organisation)
    return UsagePlan(OF_ITS_OWN, undisturbed(lambda: _make(shared, name, throttle)))


def release(organisation: str) -> None:
    """Delete the organisation's own usage plan, once no authorizer remembers the key in it. Can be repeated."""
    gateway = clients.client("apigateway")
    shared = gateway.get_usage_plan(usagePlanId=config.usage_plan_id(SHARED))
    plans = list(_plans_named(_name(shared, organisation)))
    if plans:
        time.sleep(config.gateway_key_memory_seconds())
    for plan in plans:
        undisturbed(partial(_deleted, plan["id"]))


def _name(shared: dict[str, Any], organisation: str) -> str:
    """`<platform>-<organisation>`, as the usage plan of the plan enterprise is `<platform>-enterprise`."""
    return f"{shared['name'].removesuffix(SHARED)}{organisation}"


def _make(shared: dict[str, Any], name: str, throttle: Throttle) -> str | None:
    """The id of the usage plan with this name and throttle; None after a collision with another change."""
    gateway = clients.client("apigateway")
    rate, burst = throttle.per_second, throttle.burst
    try:
        if plan := next(_plans_named(name), None):
            changes = (("/throttle/rateLimit", rate), ("/throttle/burstLimit", burst))
            operations = [{"op": "replace", "path": path, "value": str(value)} for path, value in changes]
            gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=operations)
            return str(plan["id"])
        new_plan = gateway.create_usage_plan(
            name=name,
            description="BiVelio - what one organisation has agreed",
            apiStages=[{"apiId": stage["apiId"], "stage": stage["stage"]} for stage in shared.get("apiStages", [])],
            throttle={"rateLimit": rate, "burstLimit": burst},
        )
    except gateway.exceptions.ConflictException:
        return None
    except gateway.exceptions.LimitExceededException as error:
        raise Unprocessable.of("organisation", TOO_MANY_USAGE_PLANS) from error
    return str(new_plan["id"])


def _deleted(plan_id: str) -> bool | None:
    """Delete a usage plan; tells whether it is gone, None after a collision. It must have no stages any more."""
    gateway = clients.client("apigateway")
    try:
        plan = gateway.get_usage_plan(usagePlanId=plan_id)
        stages = [f"{stage['apiId']}:{stage['stage']}" for stage in plan.get("apiStages", [])]
        operations = [{"op": "remove", "path": "/apiStages", "value": stage} for stage in stages]
        if operations:
            gateway.update_usage_plan(usagePlanId=plan_id, patchOperations=operations)
        gateway.delete_usage_plan(usagePlanId=plan_id)
    except gateway.exceptions.NotFoundException:
        return True
    except gateway.exceptions.ConflictException:
        return None
    return True


def _plans_named(name: str) -> Iterator[dict[str, Any]]:
    for page in clients.client("apigateway").get_paginator("get_usage_plans").paginate():
        yield from (plan for plan in page["items"] if plan["name"] == name)
