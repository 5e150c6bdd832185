"""Consumes the table's stream and updates the index of lists."""

from collections import defaultdict
from collections.abc import Sequence

from bivelio_core import domain
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


def read(change: Change) -> tuple[Tenant, Indexed, Touched] | None:
    """Return the tenant and the index change of a record; None for an expired sandbox day: its index expires too."""
    if change.partition is None or change.partition.rest or change.is_expiry:
        return None
    tenant = change.partition.tenant
    indexed: Indexed = domain.lists()[change.partition.kind]().of_tenant(SystemStore(table()).of(tenant))
    return tenant, indexed, difference(indexed, change.before, change.after)


def write(touched_items: Sequence[tuple[Tenant, Indexed, Touched]]) -> None:
    """Bring each tenant's indexes up to date."""
    by_index: dict[tuple[Tenant, Indexed], list[Touched]] = defaultdict(list)
    for tenant, indexed, touched in touched_items:
        by_index[tenant, indexed].append(touched)
    for (tenant, indexed), changes in by_index.items():
        bring_up_to_date(SystemStore(table()).of(tenant), indexed, changes)


NEEDS = Needs(
    also=(Access(("org_*#IX#*",), ("PutItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate")),),
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

handler = stream_consumer("index_changes", kinds=domain.lists, read=read, write=write)
