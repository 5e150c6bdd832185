"""Items of the copy as they come back: without work that would be done again, and with versions that only grow."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.invoices.series import STATE_SK, number_sk
from bivelio_core.store import keys
from bivelio_core.store.codec import RESTORE_MARK, WRITE_MARK, Item, decode_item, encode
from bivelio_core.store.stored import StoredTable, TypedItem
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant, parse_partition
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.finish import INTERRUPTED
from bivelio_core.workflows.execution.results import FAILED
from bivelio_core.workflows.execution.runs import ACTIVE
from bivelio_core.workflows.execution.stored import version_key
from bivelio_core.workflows.triggers.catch_up import SETTLED
from bivelio_core.workflows.triggers.schedules import UNSCHEDULED

DUE = ("GSI1PK", "GSI1SK")
UNCOMPARED = frozenset({*DUE, WRITE_MARK, RESTORE_MARK, "version", "updated_at", SETTLED})
"""Attributes in which an item may differ from that of the copy, and be as it was."""

OF_A_RUN_UNDER_WAY = (*DUE, "gate", "place", "held", "lock", "paused_from", "paused_at", "wake")


class Place(NamedTuple):
    """Where an item comes back.

    Attributes:
        copy: the table of the point in time.
        live: the table in use.
        at: when the restoration began, the same for all its steps.
        is_without_balance: whether the table in use had no credits when it began.
    """

    copy: StoredTable
    live: StoredTable
    at: datetime
    is_without_balance: bool


def prepared(place: Place, kind: str, item: TypedItem, present: TypedItem | None) -> TypedItem | None:
    """Return an item as it comes back in the place of what is there; None for one that does not."""
    if "ttl" in item and float(item["ttl"]["N"]) <= place.at.timestamp():
        return None
    change = _CHANGES.get(kind)
    return change(place, item, present) if change else item


def is_as_it_was(present: TypedItem, target: TypedItem) -> bool:
    """Whether an item says what it is to say."""
    names = (present.keys() | target.keys()) - UNCOMPARED
    return all(present.get(name) == target.get(name) for name in names)


def with_next_version(item: TypedItem, present: TypedItem | None) -> TypedItem:
    """The item with a version that nobody has seen: of an item that is overwritten, one more than it has."""
    if present is None or "version" not in present or "version" not in item:
        return item
    version = max(int(present["version"]["N"]), int(item["version"]["N"])) + 1
    return {**item, "version": {"N": str(version)}}


def _not_due(_place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem:
    return _without(item, DUE)


def _run(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem:
    """A run that was under way has failed, so that its owner decides whether to go on: it may have gone on since."""
    if item.get("status", {}).get("S") not in ACTIVE:
        return _without(item, DUE)
    at = clock.timestamp(place.at)
    error = payloads.to_text(INTERRUPTED.describe())
    ended = {"status": FAILED, "ended_at": at, "ended_day": at[:10], "updated_at": at, "error": error}
    current = {"failed_step": item["current"]} if "current" in item else {}
    return {**_without(item, OF_A_RUN_UNDER_WAY), **{name: encode(value) for name, value in ended.items()}, **current}


def _workflow(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem:
    """A workflow's number of its version names what it does: one that was given since is not given again.

    Its schedule is put in place anew, and what it missed meanwhile is not caught up.
    """
    tenant, workflow_id = _tenant(item), item["SK"]["S"]
    versions = keys.tenant_partition(tenant, keys.WORKFLOW_VERSION)
    prefix = version_key(workflow_id, 0)[:-1]
    numbers = [int(key.sk.removeprefix(prefix)) for key in place.live.keys(versions, prefix=prefix)]
    own = int(item["version"]["N"])
    marked = item["GSI1PK"]["S"] if "GSI1PK" in item else ""
    schedule = {"GSI1PK": UNSCHEDULED, "GSI1SK": clock.stamp(place.at), "updated_at": clock.timestamp(place.at)}
    scheduled = {name: encode(value) for name, value in schedule.items()} if marked else {}
    latest = max(numbers, default=own)
    number = {"version": {"N": str(latest + 1)}} if latest > own else {}
    return {**_without(item, (*DUE, SETTLED)), **scheduled, **number}


def version_of(place: Place, workflow: TypedItem, restored: TypedItem) -> TypedItem | None:
    """What a workflow comes back with: its version of then under its new number; None when it has that of then."""
    if workflow["version"] == restored["version"]:
        return None
    partition = keys.tenant_partition(_tenant(workflow), keys.WORKFLOW_VERSION)
    then, now = (version_key(workflow["SK"]["S"], int(each["version"]["N"])) for each in (workflow, restored))
    version = place.copy.typed(Key(partition, then))
    return None if version is None else {**version, "SK": {"S": now}}


def _task(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem | None:
    """What was to be done for an event before now was done, or is too late."""
    if item["SK"]["S"].endswith("#pull") or item.get("GSI1SK", {}).get("S", "") > clock.stamp(place.at):
        return item
    return None


def _credits(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem | None:
    """Money does not come back: the balance with its reservations only where there is none."""
    return item if place.is_without_balance and item["SK"]["S"] != "TURNS" else None


def _invoice(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem | None:
    return item if _may_return(place, item) else None


def _content(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem | None:
    invoice = place.copy.typed(Key(keys.tenant_partition(_tenant(item), keys.INVOICE), item["SK"]["S"]))
    return item if invoice is None or _may_return(place, invoice) else None


def _number(place: Place, item: TypedItem, _present: TypedItem | None) -> TypedItem | None:
    if "final" not in item or item["final"]["BOOL"]:
        return item
    invoice = place.copy.typed(Key(keys.tenant_partition(_tenant(item), keys.INVOICE), item["invoice"]["S"]))
    return item if invoice is not None and _may_return(place, invoice) else None


def _may_return(place: Place, invoice: TypedItem) -> bool:
    """A draft that was deleted left its number to others: it comes back only where its number is still its own."""
    if invoice["status"]["S"] != "draft" or "n" not in invoice:
        return True
    main, tenant = decode_item(invoice), _tenant(invoice)
    series = (str(main["series"]), str(main["year"]))
    partition = keys.tenant_partition(tenant, keys.INVOICE_NUMBER, *series)
    state: Item | None = place.live.get(Key(partition, STATE_SK))
    if state is None:
        return True
    holder = place.live.get(Key(partition, number_sk(main["n"])))
    if holder is not None:
        return bool(holder["invoice"] == main["SK"])
    return state["issued"] < main["n"] <= state["last"] and main["n"] not in state["free"]


def _tenant(item: TypedItem) -> Tenant:
    parsed = parse_partition(item["PK"]["S"])
    if parsed is None:
        raise LookupError(f"{item['PK']['S']} is no tenant's")
    return parsed.tenant


def _without(item: Mapping[str, Any], names: tuple[str, ...]) -> TypedItem:
    return {name: value for name, value in item.items() if name not in names}


_CHANGES: Mapping[str, Callable[[Place, TypedItem, TypedItem | None], TypedItem | None]] = {
    keys.INSTANCE.name: _run,
    keys.STEP.name: _not_due,
    keys.INVOICE_DELIVERY.name: _not_due,
    keys.WORKFLOW.name: _workflow,
    keys.CALENDAR_TASK.name: _task,
    keys.CREDIT_BALANCE.name: _credits,
    keys.CREDIT_RESERVATION.name: _credits,
    keys.INVOICE.name: _invoice,
    keys.INVOICE_CONTENT.name: _content,
    keys.INVOICE_NUMBER.name: _number,
}
