"""API Gateway's own key of an organisation: the authorizer names it, and the usage plan it is in throttles by it.

Callers never see it. Its value is kept with the organisation before the key is made, so every step can be repeated.
Source: API Gateway Developer Guide, "Usage plans and API keys", `ApiKeySourceType: AUTHORIZER`.
"""

import secrets
from typing import Any

from bivelio_core import clients, config

VALUE_BYTES = 30


def new_value() -> str:
    """A fresh value (API Gateway wants 20 to 128 characters)."""
    return secrets.token_urlsafe(VALUE_BYTES)


def ensure(organisation: str, value: str, plan: str) -> str:
    """Make the key and put it into the plan, as far as that is not done; answers API Gateway's id of the key."""
    gateway = clients.client("apigateway")
    try:
        made = gateway.create_api_key(name=organisation, description="BiVelio organisation", value=value, enabled=True)
        key_id = str(made["id"])
    except gateway.exceptions.ConflictException:
        key_id = _find(gateway, organisation)
    join(key_id, plan)
    return key_id


def move(key_id: str, old_plan: str, new_plan: str) -> None:
    """From one plan to another. A key can be in one plan of a stage only: it leaves the old one first."""
    if old_plan != new_plan:
        leave(key_id, old_plan)
    join(key_id, new_plan)


def join(key_id: str, plan: str) -> None:
    """Put a key into a plan, if it is not there."""
    gateway = clients.client("apigateway")
    try:
        gateway.create_usage_plan_key(usagePlanId=config.usage_plan_id(plan), keyId=key_id, keyType="API_KEY")
    except gateway.exceptions.ConflictException:
        return  # it is there


def leave(key_id: str, plan: str) -> None:
    """Take a key out of a plan, if it is there."""
    gateway = clients.client("apigateway")
    place = {"usagePlanId": config.usage_plan_id(plan), "keyId": key_id}
    try:
        gateway.get_usage_plan_key(**place)
        gateway.delete_usage_plan_key(**place)
    except gateway.exceptions.NotFoundException:
        return  # it is not there


def _find(gateway: Any, organisation: str) -> str:
    for page in gateway.get_paginator("get_api_keys").paginate(nameQuery=organisation):
        for item in page["items"]:
            if item["name"] == organisation:
                return str(item["id"])
    raise LookupError(f"API Gateway knows a key of this value, but none named {organisation}")
