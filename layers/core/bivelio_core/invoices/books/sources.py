"""The rows of both books of a period, and what they leave out."""

from datetime import date, tzinfo
from typing import NamedTuple

from bivelio_core.invoices import settings
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.tenant_store import TenantStore

from . import entries, issued, received
from .activity import Keeper
from .entries import Entry
from .parts import Books
from .periods import Period
from .rows import InvestmentRow


class Source(NamedTuple):
    """The invoices of a period and their rows."""

    period: Period
    keeper: Keeper
    issued: list[Entry]
    received: list[Entry]
    books: Books
    investments: list[InvestmentRow]

    @property
    def without_euros(self) -> int:
        """How many invoices have no row because their amounts are not known in euros."""
        entered = {row.reference for rows in self.books for row in rows}
        return len({entry.id for entry in (*self.issued, *self.received)} - entered)


def of_period(store: TenantStore, period: Period, zone: tzinfo) -> Source:
    """Return the books of a period."""
    keeper = Keeper.of(settings.load(store))
    sold = entries.issued(store, period)
    bought = entries.received(store, period.since_january, zone)
    replaced = _replaced(store, sold)
    issued_rows = [row for entry in sold for row in issued.rows_of(entry, keeper, replaced)]
    received_rows, investments, entered = [], [], []
    for number, entry in enumerate(bought, start=1):
        if not period.has(entry.day):
            continue
        rows = received.rows_of(entry, keeper, number)
        entered.append(entry)
        received_rows += rows
        investments += received.investments_of(rows, entry, keeper)
    return Source(period, keeper, sold, entered, Books(issued_rows, received_rows), investments)


def _replaced(store: TenantStore, sold: list[Entry]) -> dict[str, Stored]:
    """Return the invoices that rectifications of the period replace, by id."""
    ids = {
        each["id"]
        for entry in sold
        if (about := entry.invoice.content.get("rectification")) and about["method"] == "substitution"
        for each in about["invoices"]
    }
    sks = {public: store.sort_key(INVOICE, public) for public in ids}
    mains = store.get_many(INVOICE, [*sks.values()])
    contents = store.get_many(INVOICE_CONTENT, [*sks.values()])
    return {public: Stored(mains[sk], contents[sk]) for public, sk in sks.items() if sk in mains and sk in contents}


def until(source: Source, last: date) -> Source:
    """Return the part of the books that was entered until a day."""
    entry_ids = {entry.id for entry in (*source.issued, *source.received) if entry.day <= last}
    books = Books(
        [row for row in source.books.issued if row.reference in entry_ids],
        [row for row in source.books.received if row.reference in entry_ids],
    )
    return source._replace(books=books)
