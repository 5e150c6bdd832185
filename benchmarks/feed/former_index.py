"""The index as it was before its partitions were spread, for comparison: each facet in one, each mark an item."""

from typing import Any

from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import changes
from bivelio_core.store.index.layout import summary_address
from bivelio_core.store.tenant_store import TenantStore


def begin(store: TenantStore) -> None:
    """Begin an organisation's index of contacts as releases of before did: it stays so until it is rebuilt."""
    address = summary_address(CONTACTS).key(store, CONTACTS)
    store.table.put({"PK": address.pk, "SK": address.sk, "b": b"", "high": 0, "open": b"", "v": 1})


class Alone(changes.MarkingProcess):
    """A process that writes each mark as an item of its own, as all did."""

    def sheet(self, *_: Any) -> None:
        """No sheet."""


def process(*, is_spread: bool) -> changes.MarkingProcess:
    """A process that marks as it does, or as it did."""
    return changes.MarkingProcess() if is_spread else Alone()
