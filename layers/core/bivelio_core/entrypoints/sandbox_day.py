"""Each organisation's sandbox day begins with the reference's example resources.

The first request of the day writes them with a marker, in one transaction: all or nothing, once. This process caches
that it is done; other processes read the marker.
"""

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, absent

MARKER = "opened"
REMEMBERED_DAYS = 10_000
_opened: set[str] = set()


def open_day(store: TenantStore) -> None:
    """Ensure that the sandbox day of a tenant has begun; does nothing in live."""
    partition = store.tenant.business
    if not store.tenant.is_sandbox or partition in _opened:
        return
    if store.get(keys.DAY_MARKER, MARKER) is None:
        write_samples(store)
    if len(_opened) >= REMEMBERED_DAYS:
        _opened.clear()
    _opened.add(partition)


def write_samples(store: TenantStore) -> None:
    """Write the examples of every domain into a tenant, unless they exist."""
    from bivelio_core import domain  # noqa: PLC0415 - only the first request of a day needs it

    marker = store.put_write(keys.DAY_MARKER, MARKER, {"at": clock.timestamp()}, condition=absent())
    writes: list[Write] = [marker]
    for declared in domain.declared():
        if declared.samples:
            writes += domain.found(declared.samples)(store)
    try:
        store.transact(writes)
    except TransactionFailed as failure:
        if 0 not in failure.items:
            raise


def forget() -> None:
    """Clear the cache of days that have begun; for tests."""
    _opened.clear()
