"""The keys of API Gateway that the authorizer names: a usage plan throttles by them. Callers never see one.

An organisation names a key for each class of callers, so that no class can use up another one's throttle. API Gateway
allows 10,000 keys in an account and region. So organisations of starter and pro have a key of their own for their
programs while there is room, and share a fixed number of keys otherwise, SLOTS for each plan and class. Those of the
plan enterprise, and those with a usage plan of their own, which only the throttle limits, have keys of their own for
all classes (docs/adr/0099-own-gateway-keys-while-there-are-free-ones.md).

A key never leaves its usage plan: API Gateway allows a key in one plan of a stage at a time, so a key that moved would
be in none in between. Its name and value are derived from its purpose, so every step can be repeated. API Gateway
answers ConflictException both for an object that already exists and for a collision with another change in the account,
so a conflict counts as success only when the wanted object is found; otherwise the call is retried. Source: API Gateway
Developer Guide, "Usage plans and API keys", `ApiKeySourceType: AUTHORIZER`; API reference, "CreateApiKey" and
"CreateUsagePlanKey", errors.
"""

import hashlib
import os
import time
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from bivelio_core import clients, clock, config

from .attempts_at_gateway import undisturbed
from .usage_plans import SHARING, UsagePlan

VALUE_BYTES = 30
SLOTS = {"starter": 32, "pro": 32, "enterprise": 4}
"""How many keys of a plan and class there are to share. Those of enterprise serve an organisation until its own do."""

FIRST, OTHERS = "programs", ("people", "publishable")
"""The classes that have a key: that of programs is the one that an organisation had before there were classes."""


class GatewayKey(NamedTuple):
    """A key by its name and its value (API Gateway requires 20 to 128 letters and digits), and its usage plan."""

    name: str
    value: str
    plan: UsagePlan


class _Found(NamedTuple):
    """A key as API Gateway has it; `made_at` in epoch seconds."""

    id: str
    made_at: float


_ensured: set[tuple[str, str]] = set()
"""The usage plans and values of shared keys that this process has found in their place."""


def new_value() -> str:
    """A new value."""
    return os.urandom(VALUE_BYTES).hex()


def keyring(organisation: str, plan: UsagePlan, value: str = "") -> dict[str, GatewayKey]:
    """Return the keys of an organisation by class; `plan` is that of its own keys, `value` of the first of them.

    Without a value, they are those that it shares with other organisations of its plan.
    """
    if not value:
        return of_slot(UsagePlan.of_plan(plan.tier), _slot(organisation, plan.tier))
    first = GatewayKey(f"{organisation}-{plan.name}", value, plan)
    if plan.tier in SHARING:
        return {**keyring(organisation, UsagePlan.of_plan(plan.tier)), FIRST: first}
    own = {each: GatewayKey(f"{organisation}-{plan.name}-{each}", _derived(value, each), plan) for each in OTHERS}
    return {FIRST: first, **own}


def of_slot(plan: UsagePlan, slot: int) -> dict[str, GatewayKey]:
    """Return the keys that the organisations of a slot of a plan share, by class."""
    names = {each: f"shared-{plan.name}-{each}-{slot:02d}" for each in (FIRST, *OTHERS)}
    return {each: GatewayKey(name, _derived(plan.id, name), plan) for each, name in names.items()}


def _slot(organisation: str, plan: str) -> int:
    return int(hashlib.sha256(organisation.encode()).hexdigest()[:8], 16) % SLOTS[plan]


def _derived(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def ensure(keyring: Iterable[GatewayKey]) -> None:
    """Create keys and add them to their usage plans. Can be repeated.

    They can be used some seconds later. Raises TemporarilyUnavailable when other changes of the account keep colliding.
    """
    _ages(keyring)


def ensure_known(keyring: Iterable[GatewayKey], *, repeats_known: bool = False) -> None:
    """Create keys, add them to their usage plans and wait until they can be used.

    Shared keys that this process knows to exist are not looked at, unless with `repeats_known`.
    """
    ages = _ages(each for each in keyring if repeats_known or (each.plan.id, each.value) not in _ensured)
    if ages:
        _wait(min(ages))


def _ages(keyring: Iterable[GatewayKey]) -> list[float]:
    """Create keys and add them to their usage plans; returns for how many seconds each has been there."""
    ages = []
    for each in keyring:
        key = undisturbed(partial(_make, each))
        was_added = undisturbed(partial(_add, key.id, each.plan.id))
        ages.append(0 if was_added else clock.epoch() - key.made_at)
        if each.name.startswith("shared-"):
            _ensured.add((each.plan.id, each.value))
    return ages


def delete_named(name: str, value: str) -> None:
    """Delete the key with a name and value, to which nothing refers any more. Can be repeated."""
    gateway = clients.client("apigateway")
    if key := _find(gateway, name, value):
        delete(key.id)


def delete(key_id: str) -> None:
    """Delete a key that nothing refers to any more. Can be repeated."""
    gateway = clients.client("apigateway")
    undisturbed(partial(_deleted, gateway, key_id))


def _deleted(gateway: Any, key_id: str) -> bool | None:
    try:
        gateway.delete_api_key(apiKey=key_id)
    except gateway.exceptions.NotFoundException:
        return True
    except gateway.exceptions.ConflictException:
        return None
    return True


def _make(requested_key: GatewayKey) -> _Found | None:
    """Make a key, or find the one that was made before; None after a collision with another change."""
    gateway, about = clients.client("apigateway"), {"description": "BiVelio organisation", "enabled": True}
    try:
        api_key = gateway.create_api_key(name=requested_key.name, value=requested_key.value, **about)
    except gateway.exceptions.ConflictException:
        return _find(gateway, requested_key.name, requested_key.value)
    return _Found(str(api_key["id"]), api_key["createdDate"].timestamp())


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


def forget() -> None:
    """Clear the cache of keys known to exist; for tests."""
    _ensured.clear()


def _wait(age: float) -> None:
    """Wait until a key of some age, in seconds, is known everywhere."""
    delay = config.gateway_key_delay_seconds()
    if 0 <= age < delay:
        time.sleep(delay - age)
