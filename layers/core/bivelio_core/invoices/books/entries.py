"""The invoices of a period, each in exactly one period: when it is entered, and what it is made of.

An issued invoice is entered in the period of its operation if that was at most a year before its issue, a rectification
in that of its issue (AEAT, CALCULO_CASILLAS_IVA_PRE303). A received one is entered when it was received: not before its
own date, and at most four years after it, while its tax may be deducted (Ley 37/1992, art. 99.Tres).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.invoices import stored
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.terms import INVOICES, ISSUED, TYPE
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Criteria, Exact, Term
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.tenant_store import TenantStore

from .periods import Period

LATEST_ISSUE = timedelta(days=366)
DEDUCTIBLE_YEARS = 4
NOT_ENTERED = frozenset({"draft", "void", stored.DELETED})
"""An invoice that was voided is as if it had not been issued: its record says so to AEAT."""


class Entry(NamedTuple):
    """An invoice that is entered on a day."""

    id: str
    day: date
    invoice: Stored


def issued(store: TenantStore, period: Period) -> list[Entry]:
    """Return the issued invoices of a period, by day and number."""
    items = _listed(store, "issued", period.first, period.last + LATEST_ISSUE)
    return sorted((entry for batch in items for entry in _entries(store, batch, period)), key=_order)


def received(store: TenantStore, period: Period, zone: tzinfo) -> list[Entry]:
    """Return the received invoices of a period, in the order in which they were received."""
    first = date(period.year - DEDUCTIBLE_YEARS - 1, 1, 1)
    batches = _listed(store, "received", first, period.last)
    mains = {
        str(main["SK"]): (main, day)
        for batch in batches
        for main in batch
        if _is_entered(main) and period.has(day := received_on(main, zone))
    }
    contents = store.get_many(INVOICE_CONTENT, list(mains))
    entries = (
        Entry(_id(store, main), day, Stored(main, contents[sk])) for sk, (main, day) in mains.items() if sk in contents
    )
    return sorted(entries, key=lambda entry: (entry.day, entry.invoice.main["SK"]))


def count(store: TenantStore, period: Period) -> int:
    """Return how many invoices have to be looked at for the books of a period."""
    return sum(
        index_reader.every(store, INVOICES, criteria)[0]
        for criteria in (
            _criteria("issued", period.first, period.last + LATEST_ISSUE),
            _criteria("received", date(period.year - DEDUCTIBLE_YEARS - 1, 1, 1), period.last),
        )
    )


def received_on(main: Item, zone: tzinfo) -> date:
    """Return the day on which a received invoice is entered."""
    issue = date.fromisoformat(main["issue_date"])
    own_day = main.get("books", {}).get("received_on")
    day = date.fromisoformat(own_day) if own_day else _day(clock.parse(main["issued_at"]), zone)
    return min(max(day, issue), date(issue.year + DEDUCTIBLE_YEARS, issue.month, min(issue.day, 28)))


def operation_day(main: Item, content: Item) -> date:
    """Return the day whose period an issued invoice belongs to."""
    issue = date.fromisoformat(main["issue_date"])
    operation = content.get("operation_date")
    if operation is None or "rectification" in content:
        return issue
    day = date.fromisoformat(operation)
    return day if issue - LATEST_ISSUE <= day <= issue else issue


def _listed(store: TenantStore, kind: str, first: date, last: date) -> Iterator[list[Item]]:
    return index_reader.every(store, INVOICES, _criteria(kind, first, last))[1]


def _criteria(kind: str, first: date, last: date) -> Criteria:
    return (Exact(Term(TYPE, kind)),), index_days.between(ISSUED, first, last)


def _entries(store: TenantStore, mains: Sequence[Item], period: Period) -> Iterator[Entry]:
    entered = [main for main in mains if _is_entered(main)]
    contents = store.get_many(INVOICE_CONTENT, [main["SK"] for main in entered])
    for main in entered:
        content = contents.get(main["SK"])
        if content is not None and period.has(day := operation_day(main, content)):
            yield Entry(_id(store, main), day, Stored(main, content))


def _is_entered(main: Item) -> bool:
    return main["status"] not in NOT_ENTERED


def _order(entry: Entry) -> tuple[date, str, int]:
    main = entry.invoice.main
    return date.fromisoformat(main["issue_date"]), str(main.get("series", "")), int(main.get("n", 0))


def _id(store: TenantStore, main: Item) -> str:
    return resources.public_id(INVOICE, store.tenant.organisation, main)


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()
