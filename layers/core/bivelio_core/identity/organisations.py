"""Organisations: the tenants; only the operator makes and changes them."""

from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.audit import Origin
from bivelio_core.credits.plans import Plan, copied
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.faults import register
from bivelio_core.plan_limits import Throttle
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Delete, Put, Update, UpdateWrite, Write, absent, equals, present

from . import gateway_naming, usage_plans

_NOT_AGREED = {"throttle": None, "usage_plan": None}

ENTERPRISE_ONLY = register("identity", "enterprise_only")


def load(table: Table, organisation: str) -> Item:
    """The organisation's item. Raises ResourceNotFound."""
    return existing(table.get(keys.organisation(organisation)))


def create(
    table: Table,
    origin: Origin,
    *,
    name: str,
    plan: str,
    organisation: str | None = None,
    language: str = "ca",
    time_zone: str = "Europe/Madrid",
    is_platform: bool = False,
) -> Item:
    """Make an organisation. With a fixed id, repeating it completes an interrupted creation.

    It names gateway keys that organisations of its plan share, so it can be used at once, and its mark has the sweep
    give it its own. Repeated, it puts back a gateway key that has left its plan, without which every request would be
    refused.

    Raises Conflict when an organisation with another name has the id.
    """
    organisation = organisation or ids.unowned_id("organisation")
    key = keys.organisation(organisation)
    item: Item = {
        "PK": key.pk,
        "SK": key.sk,
        "id": organisation,
        "name": name,
        "plan": plan,
        "status": "active",
        "language": language,
        "time_zone": time_zone,
        "platform": is_platform,
        "created_at": clock.timestamp(),
        **gateway_naming.newcomer(organisation, plan),
    }
    entry = audit.entry(organisation, "organisation.created", origin, name=name, plan=plan)
    try:
        table.transact([Put(item, absent()), entry, copied(organisation, terms(item))])
    except TransactionFailed as failure:
        item = failure.items.get(0) or {}
        if item.get("name") != name:
            raise Conflict(details={"reason": "organisation_exists"}) from failure
        return gateway_naming.repaired(table, item)
    gateway_naming.let_in(table, organisation, plan)
    return item


def change_plan(table: Table, organisation: str, plan: str, origin: Origin) -> Item:
    """Move an organisation to another plan: its record, its current gateway keys, its API keys. Can be repeated.

    No gateway key ever leaves its plan. The new ones, which the plan's organisations share until the sweep gives this
    one its own, are in theirs before anything refers to them, and the old ones keep working for processes that still
    refer to them, so requests are never without a usage plan.
    """
    item = load(table, organisation)
    if (before := item["plan"]) == plan:
        gateway_naming.repaired(table, item)
        table.transact([copied(organisation, terms(item))])
        return update_keys(table, organisation)
    gateway_naming.let_in(table, organisation, plan)
    changes = {"plan": plan, **gateway_naming.newcomer(organisation, plan), **_NOT_AGREED}
    entries = [audit.entry(organisation, "plan.changed", origin, before=before, after=plan), *_removal(item, origin)]
    _change(table, item, "plan", changes, *entries, copied(organisation, terms({**item, **changes})))
    changed = update_keys(table, organisation)
    if "throttle" in item:
        usage_plans.release(organisation)
    return changed


def agree_throttle(table: Table, organisation: str, throttle: Throttle, origin: Origin) -> Item:
    """Give an organisation of the plan enterprise a usage plan of its own, or that another throttle. Can be repeated.

    The gateway key moves as in `change_plan`, so requests are never without a usage plan. Raises Unprocessable for
    another plan, and when the account has no room for another usage plan.
    """
    item = load(table, organisation)
    if item["plan"] != usage_plans.SHARED:
        raise Unprocessable.of("organisation", ENTERPRISE_ONLY)
    own = usage_plans.ensure(organisation, throttle)
    changes = {"throttle": throttle._asdict(), "usage_plan": own.id, **gateway_naming.entered(table, organisation, own)}
    if any(item.get(name) != value for name, value in changes.items()):
        entry = audit.entry(organisation, "throttle.agreed", origin, **throttle._asdict())
        _change(table, item, "plan", changes, entry, copied(organisation, terms({**item, **changes})))
    return update_keys(table, organisation)


def remove_throttle(table: Table, organisation: str, origin: Origin) -> Item:
    """Return an organisation to its plan's shared usage plan and delete its own. Can be repeated.

    It also deletes the remains of an interrupted change of plan.
    """
    item = load(table, organisation)
    if "throttle" in item:
        gateway_naming.let_in(table, organisation, item["plan"])
        changes = {**gateway_naming.newcomer(organisation, item["plan"]), **_NOT_AGREED}
        copy = copied(organisation, terms({**item, **changes}))
        _change(table, item, "plan", changes, *_removal(item, origin), copy)
    changed = update_keys(table, organisation)
    usage_plans.release(organisation)
    return changed


def _removal(item: Item, origin: Origin) -> list[Put]:
    """Return the audit entry of the removal of a throttle, if there is one."""
    return [audit.entry(item["id"], "throttle.removed", origin, **item["throttle"])] if "throttle" in item else []


def suspend(table: Table, organisation: str, origin: Origin) -> Item:
    """Refuse every credential of an organisation, within 30 seconds. Can be repeated."""
    return _switch(table, organisation, "suspended", audit.entry(organisation, "organisation.suspended", origin))


def resume(table: Table, organisation: str, origin: Origin) -> Item:
    """Let a suspended organisation's credentials work again. Can be repeated."""
    return _switch(table, organisation, "active", audit.entry(organisation, "organisation.resumed", origin))


def carried(item: Item) -> dict[str, Any]:
    """The fields of the organisation that each API key copies, so that the authorizer reads one item."""
    keyring = {"gateway_keys": item["gateway_keys"]} if "gateway_keys" in item else {}
    suspended = item["status"] == "suspended"
    return {"plan": item["plan"], "gateway_key": item["gateway_key"], **keyring, "suspended": suspended}


def terms(item: Item) -> Plan:
    """Return the fields that are copied to an organisation's balance."""
    return Plan.of(item["plan"], item)


def _switch(table: Table, organisation: str, status: str, entry: Put) -> Item:
    item, mark = load(table, organisation), keys.suspension(organisation)
    if item["status"] != status:
        marked = Put({"PK": mark.pk, "SK": mark.sk}) if status == "suspended" else Delete(mark)
        _change(table, item, "status", {"status": status}, entry, marked)
    return update_keys(table, organisation)


def _change(table: Table, item: Item, guarded: str, changes: dict[str, Any], *also: Write) -> None:
    """Change an organisation, with accompanying writes, unless the guarded attribute has changed in between.

    An attribute that becomes None is removed.
    """
    attributes = {name: value for name, value in changes.items() if value is not None}
    update = Update(set=attributes, remove=[name for name in changes if name not in attributes])
    change = UpdateWrite(keys.organisation(item["id"]), update, equals(guarded, item[guarded]))
    try:
        table.transact([change, *also])
    except TransactionFailed as failure:
        raise Conflict from failure


def key_pointers(table: Table, organisation: str, limit: int | None = None) -> list[Item]:
    """The pointers to an organisation's API keys."""
    prefix = keys.organisation_api_key(organisation, "")
    return table.query(prefix.pk, prefix=prefix.sk, limit=limit, consistent=True)


def update_keys(table: Table, organisation: str) -> Item:
    """Update the fields of the organisation that its API keys copy, and return the organisation.

    Two concurrent operators could interleave their updates of keys, so the copies are compared once more at the end.
    """
    item = load(table, organisation)
    for pointer in key_pointers(table, organisation):
        try:
            table.update(keys.api_key(pointer["digest"]), Update(set=carried(item)), condition=present())
        except ConditionFailed:
            continue  # revoked long ago and gone
    now = load(table, organisation)
    return now if carried(now) == carried(item) else update_keys(table, organisation)
