"""Which gateway keys an organisation names, and the mark by which the sweep gives it keys of its own.

A new organisation, and one that comes to another plan, names the keys that its plan's organisations share: these are
known everywhere, so nobody waits. Its mark is due at once, and the sweep does the rest (identity/gateway_moves.py).
"""

from typing import Any

from bivelio_core import clock
from bivelio_core.errors import Conflict
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Condition, Update, absent, all_of, equals, present

from . import gateway_keys, gateway_pool, usage_plans
from .gateway_keys import GatewayKey
from .usage_plans import UsagePlan

MARK = ("GSI1PK", "GSI1SK")
MOVES, WAITING = "GATEWAY#MOVES", "GATEWAY#WAITING"
"""The keys in GSI1 of organisations at which the sweep looks, and of those that wait for a free key of their own."""


def value_name(usage_plan: str) -> str:
    """The attribute of an organisation with the value of its own first gateway key in a usage plan."""
    return f"gateway_key_{usage_plan}"


def plan_of(item: Item) -> UsagePlan:
    """The usage plan of the keys that an organisation has to itself, or would have."""
    if "throttle" in item:
        return UsagePlan(usage_plans.OF_ITS_OWN, item["usage_plan"])
    return UsagePlan.of_own_keys(item["plan"])


def value_of(item: Item) -> str:
    """The value of the first of the keys that an organisation has to itself; empty when it has none."""
    return str(item.get(value_name(plan_of(item).name), ""))


def names(keyring: dict[str, GatewayKey]) -> dict[str, Any]:
    """The attributes by which an organisation names its gateway keys."""
    others = {each: keyring[each].value for each in gateway_keys.OTHERS}
    return {"gateway_key": keyring[gateway_keys.FIRST].value, "gateway_keys": others}


def is_named(item: Item, keyring: dict[str, GatewayKey]) -> bool:
    """Whether an organisation names these gateway keys."""
    return all(item.get(name) == value for name, value in names(keyring).items())


def moves_at(seconds: float) -> dict[str, str]:
    """The mark of an organisation at which the sweep looks at this epoch second."""
    return {"GSI1PK": MOVES, "GSI1SK": clock.stamp(clock.instant(seconds))}


def newcomer(organisation: str, plan: str) -> dict[str, Any]:
    """What an organisation names when it comes to a plan, and the mark by which it gets keys of its own."""
    return {**names(gateway_keys.keyring(organisation, UsagePlan.of_plan(plan))), **moves_at(clock.epoch())}


def let_in(table: Table, organisation: str, plan: str) -> None:
    """Make sure that the keys that an organisation shares in a plan can be used, before it names them."""
    pool = UsagePlan.of_plan(plan)
    if not gateway_pool.is_known(table, pool):
        gateway_keys.ensure_known(gateway_keys.keyring(organisation, pool).values())


def entered(table: Table, organisation: str, plan: UsagePlan) -> dict[str, Any]:
    """Make an organisation's own keys in the usage plan of its agreement; returns the attributes that name them."""
    prepared = Update(default={value_name(plan.name): gateway_keys.new_value()})
    item = table.update(keys.organisation(organisation), prepared, condition=present())
    keyring = gateway_keys.keyring(organisation, plan, item[value_name(plan.name)])
    gateway_keys.ensure_known(keyring.values())
    return names(keyring)


def repaired(table: Table, item: Item) -> Item:
    """Put back the keys that an organisation names where they are missing; one that names others gets shared ones."""
    plan, organisation = plan_of(item), item["id"]
    keyring = gateway_keys.keyring(organisation, plan, value_of(item))
    if "throttle" not in item and not is_named(item, keyring):
        keyring = gateway_keys.keyring(organisation, plan)
    gateway_keys.ensure_known(keyring.values(), repeats_known=True)
    if is_named(item, keyring):
        return item
    change = Update(set={**names(keyring), **moves_at(clock.epoch())})
    try:
        return table.update(keys.organisation(organisation), change, condition=as_read(item))
    except ConditionFailed as failure:
        raise Conflict from failure


def as_read(item: Item) -> Condition:
    """The condition that an organisation has the plan and the agreement that it had when it was read."""
    agreed = equals("usage_plan", item["usage_plan"]) if "usage_plan" in item else absent("usage_plan")
    return all_of(equals("plan", item["plan"]), agreed)
