"""What goes with an organisation: all its holdings, and all versions of its files."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bivelio_core import domain
from bivelio_core.store import holdings
from bivelio_core.store.codec import Item
from bivelio_core.store.holdings import Holder
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.writes import Key

from . import files, kept
from .erasures import Subject, digest

AT_ONCE = 500


class Progress(NamedTuple):
    """How far a phase has come: from where it goes on, and what was erased since the last progress."""

    cursor: str
    items: int = 0
    files: int = 0


Steps = Iterator[Progress]


def holder_of(table: StoredTable, job: Item, subject: Subject) -> Holder:
    """The organisation of a job, with the days that it noted when it began: its own item goes, too."""
    holder = Holder.of(table, subject.tenant.organisation, domain.declared_parts())
    return holder._replace(first_day=date.fromisoformat(job["first_day"]))


def keep(table: StoredTable, job: Item, subject: Subject, after: str) -> Steps:
    """Copy what the law orders to keep, in steps."""
    view = holder_of(table, job, subject).view("live")
    for cursor in kept.steps(view, digest(subject.tenant.organisation), after):
        yield Progress(cursor)


def erase_items(table: StoredTable, job: Item, subject: Subject, after: str) -> Steps:
    """Delete every item, in the order of the holdings."""
    before = after
    for holding in holdings.of_organisation(holder_of(table, job, subject), after or None):
        count = 0
        for page in pages(table, holding):
            table.delete(page)
            count += len(page)
            if count >= AT_ONCE:
                yield Progress(before, count)
                count = 0
        before = holding.cursor
        yield Progress(before, count)
    of_contacts = [key for key in table.keys(subject.key.pk) if key != subject.key]
    table.delete(of_contacts)  # jobs name it; after a restore, its own entry stands for theirs
    yield Progress(before, len(of_contacts))


def pages(table: StoredTable, holding: holdings.Holding) -> Iterator[list[Key]]:
    """Yield the keys of a holding that are there, a page at a time."""
    if holding.sk is not None:
        key = Key(holding.partition, holding.sk)
        if table.typed(key) is not None:
            yield [key]
        return
    for page in table.pages(holding.partition, only=("PK", "SK")):
        yield [Key(item["PK"]["S"], item["SK"]["S"]) for item in page]


def erase_files(_table: StoredTable, _job: Item, subject: Subject, after: str) -> Steps:
    """Delete all versions of all files."""
    before = after
    for prefix in sorted(holdings.file_prefixes(subject.tenant.organisation)):
        if prefix > after:
            for count in files.erase(prefix):
                yield Progress(before, files=count)
            before = prefix
            yield Progress(before)
