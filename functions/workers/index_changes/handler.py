"""Consumes the table's stream: updates the index of lists, and notes activities with contacts."""

from collections import defaultdict
from collections.abc import Container, Sequence
from typing import NamedTuple

from bivelio_core import domain
from bivelio_core.activities import Activity
from bivelio_core.entrypoints.stream import stream_consumer
from bivelio_core.needs import Access, Needs
from bivelio_core.store.changes import Change
from bivelio_core.store.connect import table
from bivelio_core.store.index.changes import Touched, difference
from bivelio_core.store.index.terms import Indexed
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.triggers import FromTable, Parked


class Heard(NamedTuple):
    """What a change means: for the index of its kind, and as an activity with a contact."""

    tenant: Tenant
    indexed: Indexed | None
    touched: Touched | None
    activity: Activity | None


def kinds() -> Container[str]:
    """The kinds that lists show, and those whose changes may be activities with contacts."""
    return domain.lists().keys() | domain.activities().keys()


def read(change: Change) -> Heard | None:
    """Return the meaning of a record; None for an expired sandbox day: its index expires too."""
    if change.partition is None or change.is_expiry:
        return None
    tenant, kind = change.partition.tenant, change.partition.kind
    activity = None
    if (reader := domain.activities().get(kind)) is not None and not change.is_restoring:
        activity = reader()(change)
    if change.partition.rest or kind not in domain.lists():
        return None if activity is None else Heard(tenant, None, None, activity)
    indexed: Indexed = domain.lists()[kind]().of_tenant(SystemStore(table()).of(tenant))
    return Heard(tenant, indexed, difference(indexed, change.before, change.after), activity)


def write(heard: Sequence[Heard]) -> None:
    """Bring each tenant's indexes up to date, and note the activities with its contacts."""
    by_index: dict[tuple[Tenant, Indexed], list[Touched]] = defaultdict(list)
    by_tenant: dict[Tenant, list[Activity]] = defaultdict(list)
    for each in heard:
        if each.indexed is not None and each.touched is not None:
            by_index[each.tenant, each.indexed].append(each.touched)
        if each.activity is not None:
            by_tenant[each.tenant].append(each.activity)
    for (tenant, indexed), changes in by_index.items():
        bring_up_to_date(SystemStore(table()).of(tenant), indexed, changes)
    if by_tenant:
        from bivelio_core.contacts.activity import note  # noqa: PLC0415 - most batches have none

        for tenant, activities in by_tenant.items():
            note(SystemStore(table()).of(tenant), activities)


NEEDS = Needs(
    also=(
        Access(("org_*#IX#*",), ("PutItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate")),
        Access(("org_*#CT",), ("UpdateItem",)),
    ),
    timeout=60,
    memory=1024,
    fed_by=(
        FromTable(
            "lists",
            batch=500,
            window=1,
            tries=20,
            parked=Parked(
                "ParkedIndexChanges",
                alarm="A change of an item could not be indexed and waits to be replayed (docs/lists.md).",
            ),
        ),
    ),
)

handler = stream_consumer("index_changes", kinds=kinds, read=read, write=write)
