"""Begin each organisation's sandbox day with the reference's example resources.

The first request of the day writes them, once for each domain, and then a marker that all exist. This process caches
that the day has begun; other processes read the marker.
"""

from collections.abc import Callable, Mapping, Sequence

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, absent

MARKER = "opened"
TRANSACTION_LIMIT = 100
"""DynamoDB's most writes in one transaction."""
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
    """Write the examples of every domain into a tenant, unless they exist.

    The examples of a domain are one transaction with a marker of the domain, together with those of other domains as
    far as they fit. If the function dies between two transactions, the next request writes the rest, since the marker
    of the day comes last.
    """
    from bivelio_core import domain  # noqa: PLC0415 - only the first request of a day needs it

    writes_by_domain = {
        each.name: _of_domain(store, each.name, each.samples()) for each in domain.declared() if each.samples
    }
    while writes_by_domain:
        together = _fitting(writes_by_domain)
        try:
            store.transact([write for name in together for write in writes_by_domain[name]])
        except TransactionFailed as failure:
            position, there = 0, []
            for name in together:
                if position in failure.items:
                    there.append(name)
                position += len(writes_by_domain[name])
            if not there:
                raise
            together = there  # another request has written these
        for name in together:
            del writes_by_domain[name]
    store.put(keys.DAY_MARKER, MARKER, {"at": clock.timestamp()})


def _of_domain(store: TenantStore, name: str, samples: Callable[[TenantStore], list[Write]]) -> list[Write]:
    """The marker of a domain, then its examples."""
    marker = store.put_write(keys.DAY_MARKER, name, {"at": clock.timestamp()}, condition=absent())
    return [marker, *samples(store)]


def _fitting(writes_by_domain: Mapping[str, Sequence[Write]]) -> list[str]:
    """The first domains whose writes fit into one transaction."""
    together: list[str] = []
    size = 0
    for name, writes in writes_by_domain.items():
        size += len(writes)
        if together and size > TRANSACTION_LIMIT:
            break
        together.append(name)
    return together


def forget() -> None:
    """Clear the cache of days that have begun; for tests."""
    _opened.clear()
