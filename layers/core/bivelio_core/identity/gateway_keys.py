"""An organisation's keys in API Gateway, one a plan: the authorizer names one, and its usage plan throttles by it.

Callers never see it. Its value is stored with the organisation before the key is made, so every step can be repeated.
API Gateway answers ConflictException both for what exists already and for a collision with another change of the
account, so a conflict counts as success only when the wanted object is found; otherwise the call is retried.
Source: API Gateway Developer Guide, "Usage plans and API keys", `ApiKeySourceType: AUTHORIZER`; API reference,
"CreateApiKey" and "CreateUsagePlanKey", errors.
"""

import os
import time
from typing import Any, NamedTuple

from bivelio_core import clients, clock, config

from .attempts_at_gateway import undisturbed
from .usage_plans import UsagePlan

VALUE_BYTES = 30


class _Found(NamedTuple):
    """A key as API Gateway has it; `made_at` in epoch seconds."""

    id: str
    made_at: float


def new_value() -> str:
    """A new value (API Gateway requires 20 to 128 letters and digits)."""
    return os.urandom(VALUE_BYTES).hex()


def ensure(organisation: str, value: str, plan: UsagePlan) -> str:
    """Make the organisation's key of a plan and add it to the usage plan, unless done before; returns the key's id.

    Returns once the key can be used, some seconds after it was made or added. A key never leaves its plan: API Gateway
    allows a key in one plan of a stage at a time, so a key that moved would be in none in between.
    Raises TemporarilyUnavailable when other changes of the account keep colliding.
    """
    name = f"{organisation}-{plan.name}"
    key = undisturbed(lambda: _make(name, value))
    was_added = undisturbed(lambda: _add(key.id, plan.id))
    _wait(0 if was_added else clock.epoch() - key.made_at)
    return key.id


def repair(organisation: str, key_id: str, value: str, plan: UsagePlan) -> str:
    """Make the missing parts of a key that an organisation names; returns its current id."""
    return key_id if _is_in_plan(key_id, plan.id) else ensure(organisation, value, plan)


def _make(name: str, value: str) -> _Found | None:
    """Make a key, or find the one that was made before; None after a collision with another change."""
    gateway = clients.client("apigateway")
    try:
        made = gateway.create_api_key(name=name, description="BiVelio organisation", value=value, enabled=True)
    except gateway.exceptions.ConflictException:
        return _find(gateway, name, value)
    return _Found(str(made["id"]), made["createdDate"].timestamp())


def _find(gateway: Any, name: str, value: str) -> _Found | None:
    for page in gateway.get_paginator("get_api_keys").paginate(nameQuery=name, includeValues=True):
        for item in page["items"]:
            if (item["name"], item["value"]) == (name, value):
                return _Found(str(item["id"]), item["createdDate"].timestamp())
    return None


def _add(key_id: str, plan_id: str) -> bool | None:
    """Add a key to a plan: whether it had to be added; None after a collision with another change."""
    gateway = clients.client("apigateway")
    try:
        gateway.create_usage_plan_key(usagePlanId=plan_id, keyId=key_id, keyType="API_KEY")
    except gateway.exceptions.ConflictException:
        return False if _is_in_plan(key_id, plan_id) else None
    return True


def _is_in_plan(key_id: str, plan_id: str) -> bool:
    gateway = clients.client("apigateway")
    try:
        gateway.get_usage_plan_key(usagePlanId=plan_id, keyId=key_id)
    except gateway.exceptions.NotFoundException:
        return False
    return True


def _wait(age: float) -> None:
    """Wait until a key of some age, in seconds, is known everywhere."""
    delay = config.gateway_key_delay_seconds()
    if 0 <= age < delay:
        time.sleep(delay - age)
