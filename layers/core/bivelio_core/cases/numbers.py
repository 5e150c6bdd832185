"""The numbers of cases, `CAS-2026-007`: dense in each year of the organisation's time zone.

The last number of a year is an item. It is read, and the transaction that makes a case sets it to the next one on
condition that it has not changed. A creation that fails changes neither, so no number is skipped or given twice.
"""

from datetime import date
from typing import NamedTuple

from bivelio_core.store.keys import CASE_NUMBER
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, UpdateWrite, absent, equals


class NextNumber(NamedTuple):
    """A number, and the write that takes it: its condition fails when somebody else has taken it meanwhile."""

    text: str
    write: UpdateWrite


def next_number(store: TenantStore, today: date) -> NextNumber:
    """The next number of the year."""
    year = str(today.year)
    item = store.get(CASE_NUMBER, year)
    last = item["last"] if item else 0
    unchanged = equals("last", last) if item else absent()
    write = store.update_write(CASE_NUMBER, year, Update(set={"last": last + 1}), condition=unchanged)
    return NextNumber(written(today.year, last + 1), write)


def written(year: int, number: int) -> str:
    """The number as people read it."""
    return f"CAS-{year}-{number:03}"
