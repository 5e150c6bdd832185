"""Whether an organisation is on the list of erasures, for consumers of what arrives late: they write nothing of it."""

from bivelio_core.store.table import Table
from bivelio_core.tenancy import Tenant
from bivelio_core.ttl_cache import TtlCache

from . import erasures
from .erasures import Subject

MEMORY_SECONDS, MEMORY_SIZE = 60, 10_000
"""Far shorter than the time between two passes (work.py): the last pass meets only who knows."""

_erased: TtlCache[bool] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def is_erased(table: Table, organisation: str) -> bool:
    """Whether the erasure of an organisation has begun, or is done; known in this process for a minute."""

    def look_up() -> bool:
        erasure = erasures.find(table, Subject(Tenant(organisation, "live")))
        return erasure is not None and erasure["status"] in ("running", "completed")

    return _erased.get(organisation, look_up)


def forget() -> None:
    """Clear what this process knows; for tests."""
    _erased.clear()
