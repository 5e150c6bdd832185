"""Manage an organisation's API keys: create, list, change, rotate and revoke them.

A key has two items: one for the authorizer (`KEY#<sha256>`), and the organisation's pointer to it, which holds the
fields that a list shows. Both change in one transaction, with an audit entry. Neither contains the key's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.faults import register
from bivelio_core.plan_limits import PLANS
from bivelio_core.store import keys, limits
from bivelio_core.store.codec import Item
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import existing, require_own
from bivelio_core.store.writes import Condition, ConditionCheck, Put, Update, UpdateWrite, Write, absent, all_of, equals

from . import key_text, organisations
from .key_plans import NEVER, KeyPlan

Status = Literal["active", "expired", "revoked"]

MAXIMUM_KEYS = 200

REVOKED_STAYS = timedelta(days=30)

TOO_MANY_KEYS = register("identity", "too_many_keys")
ABOVE_PLAN = register("identity", "above_plan")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just created. Only now is its text known."""

    text: str
    pointer: Item


def create(
    table: Table, organisation: str, plan: KeyPlan, origin: Origin, key_id: str, extra: Sequence[Put] = ()
) -> NewKey:
    """Make a key. `extra` is written with it.

    Raises Unprocessable for a contradictory key or beyond MAXIMUM_KEYS; ChangedMeanwhile when the organisation's
    plan or status changed; TransactionFailed when a condition of `extra` does not hold, or the given id is taken.
    """
    plan.check()
    owner = organisations.load(table, organisation)
    check_rate_limit(plan, owner)
    new_key = _new(owner, plan, origin, key_id)
    entry = audit.entry(organisation, "key.created", origin, key=key_id, name=plan.name)
    writes = [*extra, *_writes(owner, new_key), entry]
    limit = _limit(table, organisation)
    try:
        limits.create(table, limit, lambda counted: table.transact([*writes, counted]), position=len(writes))
    except LimitReached as reached:
        raise Unprocessable.of("name", TOO_MANY_KEYS, limit=MAXIMUM_KEYS) from reached
    except TransactionFailed as failure:
        if any(position <= len(extra) for position in failure.items):
            raise
        raise ChangedMeanwhile from failure
    return new_key


def check_rate_limit(plan: KeyPlan, owner: Item) -> None:
    """Raise Unprocessable for a key's own rate limit above the plan's limit, which it could never reach."""
    allowed = PLANS[owner["plan"]]
    if plan.rate_limit is not None and allowed is not None and plan.rate_limit > allowed.per_minute:
        raise Unprocessable.of("rate_limit", ABOVE_PLAN, limit=allowed.per_minute)


def _limit(table: Table, organisation: str) -> Limit:
    """Return the limit on keys. Recently revoked keys count too, so that revoking one does not free a place at once.

    A key and its replacement count as one; both are valid during the overlap.
    """

    def count() -> int:
        return sum(status(pointer) != "expired" for pointer in organisations.key_pointers(table, organisation))

    return Limit(keys.organisation_key_limit(organisation), MAXIMUM_KEYS, count)


def rotate(
    table: Table, organisation: str, old: Item, new_id: str, overlap_seconds: int, origin: Origin, extra: Sequence[Put]
) -> NewKey:
    """Replace a key by one with the same rights; the old one stays valid during the overlap.

    Raises Conflict when it is revoked, expired or already replaced, ChangedMeanwhile when another request changed it;
    TransactionFailed for a condition of `extra`.
    """
    require_current(old)
    owner = organisations.load(table, organisation)
    new_key = _new(owner, KeyPlan.of(old), origin, new_id)
    ends_at = min(int(clock.epoch()) + overlap_seconds, old.get("expires_at", NEVER))
    entry = audit.entry(
        organisation, "key.rotated", origin, key=old["id"], replaced_by=new_id, overlap_seconds=overlap_seconds
    )
    ending = {"expires_at": ends_at, "replaced_by": new_id}
    endings = _changes(old, Update(set=ending), _as_read(old))
    try:
        table.transact([*extra, *endings, *_writes(owner, new_key), entry])
    except TransactionFailed as failure:
        if any(position < len(extra) for position in failure.items):
            raise
        require_current(load(table, organisation, old["id"]))
        raise ChangedMeanwhile from failure
    return new_key


def require_current(pointer: Item) -> None:
    """Raise Conflict for a key that is revoked, expired or replaced by another."""
    if reason := "rotated" if "replaced_by" in pointer else _why_dead(pointer):
        raise Conflict(details={"reason": reason})


def update(table: Table, organisation: str, before: Item, after: KeyPlan, origin: Origin) -> Item:
    """Change a key's properties, effective everywhere within 30 seconds. The audit log names the changed properties.

    Raises Conflict when it is revoked, expired or replaced, ChangedMeanwhile when another request changed it.
    """
    former, wanted = KeyPlan.of(before).attributes(), after.attributes()
    changed = sorted(name for name in former.keys() | wanted.keys() if former.get(name) != wanted.get(name))
    scopes_changed = {"before": former["scopes"], "after": wanted["scopes"]} if "scopes" in changed else {}
    entry = audit.entry(
        organisation, "key.updated", origin, key=before["id"], name=after.name, changed=changed, **scopes_changed
    )
    attributes = {name: wanted[name] for name in changed if name in wanted} | {"version": before.get("version", 0) + 1}
    removed = [name for name in changed if name not in wanted]
    try:
        table.transact([*_changes(before, Update(set=attributes, remove=removed), _as_read(before)), entry])
    except TransactionFailed as failure:
        require_current(load(table, organisation, before["id"]))
        raise ChangedMeanwhile from failure
    return {name: value for name, value in {**before, **attributes}.items() if name not in removed}


def _as_read(pointer: Item) -> Condition:
    """Return the condition that a key is active and was neither changed nor replaced since it was read."""
    same = equals("version", pointer["version"]) if "version" in pointer else absent("version")
    return all_of(equals("status", "active"), absent("replaced_by"), same)


def revoke(table: Table, organisation: str, pointer: Item, origin: Origin) -> Item:
    """Revoke a key, effective everywhere within 30 seconds. Revoking it again changes nothing."""
    if pointer["status"] == "revoked":
        return pointer
    changes = {"status": "revoked", "revoked_at": clock.timestamp(), "ttl": clock.ttl(REVOKED_STAYS)}
    entry = audit.entry(organisation, "key.revoked", origin, key=pointer["id"], name=pointer["name"])
    try:
        table.transact([*_changes(pointer, Update(set=changes), equals("status", "active")), entry])
    except TransactionFailed:
        return load(table, organisation, pointer["id"])  # another request has revoked it
    return {**pointer, **changes}


def load(table: Table, organisation: str, key_id: str) -> Item:
    """The pointer to a key. Raises ResourceForbidden for another organisation's id, ResourceNotFound."""
    require_own("api_key", key_id, organisation)
    return existing(table.get(keys.organisation_api_key(organisation, key_id)))


def status(pointer: Item) -> Status:
    """`active`, `expired` or `revoked`."""
    return _why_dead(pointer) or "active"


def _why_dead(pointer: Item) -> Literal["expired", "revoked"] | None:
    if pointer["status"] == "revoked":
        return "revoked"
    return "expired" if pointer.get("expires_at", NEVER) <= clock.epoch() else None


def _new(owner: Item, plan: KeyPlan, origin: Origin, key_id: str) -> NewKey:
    text = key_text.new_key(plan.environment, plan.type)
    key = keys.organisation_api_key(owner["id"], key_id)
    pointer: Item = {
        "PK": key.pk,
        "SK": key.sk,
        "id": key_id,
        "digest": key_text.digest(text),
        **plan.attributes(),
        "prefix": key_text.prefix(plan.environment, plan.type),
        "last_four": text[-key_text.SHOWN_CHARACTERS :],
        "status": "active",
        "created_at": clock.timestamp(),
        "created_by": origin.actor.id,
    }
    return NewKey(text, pointer)


def _writes(owner: Item, new_key: NewKey) -> list[Write]:
    """The two items of a new key, on condition that the organisation still has the plan they hold."""
    key = keys.api_key(new_key.pointer["digest"])
    shared = (
        *("id", "environment", "type", "scopes", "status", "expires_at", "allowed_origins", "resources", "rate_limit"),
    )
    judged: dict[str, Any] = {
        "PK": key.pk,
        "SK": key.sk,
        "organisation": owner["id"],
        **organisations.carried(owner),
        **{name: new_key.pointer[name] for name in shared if name in new_key.pointer},
    }
    unchanged = all_of(equals("plan", owner["plan"]), equals("status", owner["status"]))
    return [
        Put(new_key.pointer, absent()),
        Put(judged, absent()),
        ConditionCheck(keys.organisation(owner["id"]), unchanged),
    ]


def _changes(pointer: Item, update: Update, condition: Condition) -> list[Write]:
    """The same changes on both items of a key; `condition` is on the pointer."""
    pointing = keys.organisation_api_key(pointer["PK"].removeprefix("ORG#"), pointer["id"])
    return [
        UpdateWrite(pointing, update, condition),
        UpdateWrite(keys.api_key(pointer["digest"]), update, equals("status", "active")),
    ]
