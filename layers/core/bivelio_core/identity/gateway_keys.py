"""API Gateway's own keys of an organisation, one a plan: the authorizer names one, and its usage plan throttles by it.

Callers never see it. Its value is kept with the organisation before the key is made, so every step can be repeated.
Source: API Gateway Developer Guide, "Usage plans and API keys", `ApiKeySourceType: AUTHORIZER`.
"""

import secrets
from typing import Any

from bivelio_core import clients, config

VALUE_BYTES = 30


def new_value() -> str:
    """A fresh value (API Gateway wants 20 to 128 letters and digits)."""
    return secrets.token_hex(VALUE_BYTES)


def ensure(organisation: str, value: str, plan: str) -> str:
    """Make the organisation's key of a plan and add it to the usage plan, unless done before; returns the key's id.

    A key never leaves its plan: API Gateway allows a key in one plan of a stage at a time, so a key that moved would be
    in none in between.
    """
    gateway, name = clients.client("apigateway"), f"{organisation}-{plan}"
    try:
        made = gateway.create_api_key(name=name, description="BiVelio organisation", value=value, enabled=True)
        key_id = str(made["id"])
    except gateway.exceptions.ConflictException:
        key_id = _find(gateway, name)
    _join(key_id, plan)
    return key_id


def _join(key_id: str, plan: str) -> None:
    """Put a key into a plan, if it is not there."""
    gateway = clients.client("apigateway")
    try:
        gateway.create_usage_plan_key(usagePlanId=config.usage_plan_id(plan), keyId=key_id, keyType="API_KEY")
    except gateway.exceptions.ConflictException:
        return  # it is there


def _find(gateway: Any, name: str) -> str:
    for page in gateway.get_paginator("get_api_keys").paginate(nameQuery=name):
        for item in page["items"]:
            if item["name"] == name:
                return str(item["id"])
    raise LookupError(f"API Gateway knows a key of this value, but none named {name}")
