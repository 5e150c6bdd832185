"""The gateway keys that organisations share: made once for a deployment, so that nobody waits for one.

The sweep makes them slot by slot and notes how far it is; it can die anywhere and goes on from there.
"""

import time

from bivelio_core import clock, config
from bivelio_core.store import keys
from bivelio_core.store.table import Table

from . import gateway_keys
from .usage_plans import UsagePlan

_complete: set[str] = set()
"""The ids of the usage plans whose shared keys this process has found complete and usable."""


def is_known(table: Table, plan: UsagePlan) -> bool:
    """Whether all shared keys of a usage plan can be used; read from the table once in a process."""
    if plan.id in _complete:
        return True
    slots, known_at = _state(table, plan)
    if slots < gateway_keys.SLOTS[plan.name] or clock.epoch() < known_at:
        return False
    _complete.add(plan.id)
    return True


def fill(table: Table, plan: UsagePlan, end: float) -> bool:
    """Make the shared keys of a usage plan that are missing, until a time of `time.monotonic`; whether any were made.

    Raises TemporarilyUnavailable when other changes of the account keep colliding.
    """
    if is_known(table, plan) or (slots := _state(table, plan)[0]) == gateway_keys.SLOTS[plan.name]:
        return False
    while slots < gateway_keys.SLOTS[plan.name] and time.monotonic() < end:
        gateway_keys.ensure(gateway_keys.of_slot(plan, slots).values())
        slots += 1
        known_at = int(clock.epoch() + config.gateway_key_delay_seconds())
        key = keys.gateway_pool(plan.name)
        table.put({"PK": key.pk, "SK": key.sk, "usage_plan": plan.id, "slots": slots, "known_at": known_at})
    return True


def _state(table: Table, plan: UsagePlan) -> tuple[int, float]:
    """How many slots are made, and from which epoch second they can be used; of another deployment's plan, none."""
    item = table.get(keys.gateway_pool(plan.name)) or {}
    return (int(item["slots"]), float(item["known_at"])) if item.get("usage_plan") == plan.id else (0, 0.0)


def forget() -> None:
    """Clear the cache of complete usage plans; for tests."""
    _complete.clear()
