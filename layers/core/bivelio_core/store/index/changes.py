"""Write an item that lists show, with one call; once the call returns, all lists are correct.

A created item needs only its leased number (`TenantStore.lease_sequence`, directly before the put). A change goes
through `write`, a deletion through `remove`. A service that needs a transaction adds `announcement` to its writes, or
calls `announce` first; it makes its write conditional on the version that it read.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from bivelio_core import clock, ids
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put, equals

from .head import Mark
from .layout import SHEET_MARKS, add_to_sheet, mark_item, new_sheet_sk, sheet_items, summary_address
from .terms import Indexed, Term

SHEET_SECONDS = 1.0
REMEMBERED = 100
"""For how many indexes a process remembers when it last wrote a mark."""


class _CurrentSheet:
    """The sheet that a process currently writes its marks on, and the time of its last mark."""

    def __init__(self, now: float) -> None:
        self.sk, self.began_at, self.marks, self.last = "", now, SHEET_MARKS, now


class MarkingProcess:
    """The sheets of a process.

    The first mark in a second is an item of its own and costs two write units: one for the put, one for the deletion.
    Further marks are written on a sheet, one unit each, and deleted together with the sheet.
    """

    def __init__(self) -> None:
        self._tables: WeakKeyDictionary[Any, OrderedDict[Key, _CurrentSheet]] = WeakKeyDictionary()

    def sheet(self, store: TenantStore, indexed: Indexed, now: float) -> str | None:
        """Return the sort key of the sheet for a mark; None when the mark is an item of its own."""
        sheets, index = (
            self._tables.setdefault(store.table, OrderedDict()),
            summary_address(indexed).key(store, indexed),
        )
        sheet = sheets.pop(index, None) or _CurrentSheet(-SHEET_SECONDS)
        is_busy, sheet.last = 0 <= now - sheet.last < SHEET_SECONDS, now
        sheets[index] = sheet
        if len(sheets) > REMEMBERED:
            sheets.popitem(last=False)
        if not is_busy:
            return None
        if sheet.marks >= SHEET_MARKS or now - sheet.began_at >= SHEET_SECONDS:
            sheet.sk, sheet.began_at, sheet.marks = new_sheet_sk(), now, 0
        sheet.marks += 1
        return sheet.sk


PROCESS = MarkingProcess()


@dataclass(frozen=True, slots=True)
class Touched:
    """A changed item: its number, the terms that may differ, its new version, if any; a created item as it was then."""

    sequence: int
    terms: frozenset[Term]
    version: int | None
    is_new: bool
    created: Item | None = field(default=None, compare=False, repr=False)

    def size(self) -> int:
        """The bytes of a created item; none of a changed one."""
        if self.created is None:
            return 0
        from bivelio_core.store.sizing import item_size  # noqa: PLC0415 - who writes an item does without it

        return item_size(self.created)


def write(store: TenantStore, indexed: Indexed, before: Item, after: Item) -> Item:
    """Write the next version of an item and return it. Raises ConditionFailed when `before` is not the latest.

    1 write unit, and 1 more when terms differ. A mark whose item's write is refused is harmless: readers read the item.
    """
    announce(store, indexed, before, after)
    store.table.put(after, equals("version", before["version"]))
    return after


def remove(store: TenantStore, indexed: Indexed, before: Item) -> None:
    """Delete an item for good. Raises ConditionFailed when `before` is not the latest."""
    announce(store, indexed, before, None)
    store.table.delete(Key(before["PK"], before["SK"]), equals("version", before["version"]))


def announce(
    store: TenantStore, indexed: Indexed, before: Item, after: Item | None, *, process: MarkingProcess = PROCESS
) -> None:
    """Mark an item whose terms are about to change; does nothing when they stay the same."""
    mark = _mark_of(indexed, before, after)
    if mark is None:
        return
    sheet = process.sheet(store, indexed, clock.epoch())
    if sheet is None:
        store.table.put(mark_item(store, indexed, mark))
    else:
        add_to_sheet(store, indexed, sheet, mark)


def announce_changes(store: TenantStore, indexed: Indexed, changes: Sequence[tuple[Item, Item | None]]) -> None:
    """Mark many items that are about to be changed or deleted, each before and after.

    1 write unit for each 36 of them, and 1 to take these away. None for those whose terms stay.
    """
    marks = [mark for before, after in changes if (mark := _mark_of(indexed, before, after)) is not None]
    store.table.put_many(sheet_items(store, indexed, marks))


def announcement(store: TenantStore, indexed: Indexed, before: Item, after: Item | None) -> list[Put]:
    """Return the mark as a write for the transaction that changes the item, so readers see both or neither.

    None when the terms stay the same. It costs one write unit more than `announce` and saves a call.
    """
    mark = _mark_of(indexed, before, after)
    return [] if mark is None else [Put(mark_item(store, indexed, mark))]


def _mark_of(indexed: Indexed, before: Item, after: Item | None) -> Mark | None:
    """The mark of a change; None when the terms stay."""
    version = before["version"] + 1
    if after is not None and after["version"] != version:
        raise ValueError("the next version of an item has the next version number")
    if indexed.terms_of(before) == indexed.declared(after):
        return None
    return Mark(ids.decode_sequence(before["SK"]), version, int(clock.epoch()), None)


def announce_late(store: TenantStore, indexed: Indexed, items: Sequence[Item]) -> None:
    """Mark items that are put long after their numbers were leased, as the index may have given the numbers up."""
    now = int(clock.epoch())
    marks = [Mark(ids.decode_sequence(item["SK"]), item["version"], now, None) for item in items]
    store.table.put_many([mark_item(store, indexed, mark) for mark in marks])


def difference(indexed: Indexed, before: Item | None, after: Item | None) -> Touched:
    """Return what a change of an item means for the index: the terms that may differ, and the new version, if any.

    A change without terms matters too: the index has to account for a created item's number, and a mark may wait for
    the version. A change that keeps the version has no new version. Raises what the kind's `terms` raises for an item
    that is malformed.
    """
    if after is not None:
        latest, version = after, after["version"]
        if before is not None and before["version"] == version:
            version = None
    elif before is not None:
        latest, version = before, before["version"] + 1
    else:
        raise ValueError("a change has an item before or after it")
    terms = indexed.declared(before) ^ indexed.declared(after)
    number = ids.decode_sequence(latest["SK"])
    return Touched(number, terms, version, is_new=before is None, created=after if before is None else None)
