"""The keys of an index in the table, and the format of its items.

    PK                                  SK
    T#IX#<kind>                         SEQ, ALL, D#<seq>#<version>, S#<time>#<random>  the head (head.py)
    T#IX#<kind>#<field>[#<shard>]       <term>#<chunk>                         a chunk: `b` bitmap, `v` version
    T#IX#<kind>#<field>[#<shard>]       <term>#~                               a directory (`TermDirectory`)
    T#IX#<kind>#<field>                 <name>#<block>                         a block of a column (columns.py)

Chunks are four hexadecimal digits, so a term's chunks are contiguous and in order, and its directory follows them. The
terms of text fields are spread over SHARDS partitions by their first two characters: a prefix of two or more lies in
one partition, and a rebuild can visit them all. The terms of facets are spread by the whole term, because requests
always name it exactly. Formerly a facet was one partition (`Layout` in head.py).
"""

import math
import os
import random
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Key, Put, Update, absent, equals

from . import bits
from .head import Check, IndexHead, Layout, Mark, Open, Sheet, Stamp, Summary
from .terms import EVERY, Indexed, Term, TermField, shard_of

SUMMARY_SK = "ALL"
MARK_PREFIX = "D#"
SHEET_PREFIX = f"{MARK_PREFIX}{keys.sequence_sk(0)}#"
"""A sheet, or a check, is the mark of a number that no item has, so that releases without them pass it over."""

STAMP_PREFIX = "S#"
SHEET_WRITES, WRITES_BYTES = "n", 4
"""The attribute of a sheet that each write adds a random number of so many bytes to: it is never again what it was."""

SHEET_MARKS = 36
"""How many marks a sheet has at most: about 900 bytes, one write unit."""

SHEET_BYTES = 5
"""How many random bytes the key of a sheet has."""

STAMP_MARKS = 80
"""How many marks one stamp is of: about 900 bytes, one write unit."""

RANDOM_CHARACTERS = 8
FIRST_VERSION_BITS = 32

_RANGE = struct.Struct("<QQI?")
"""An open range: the numbers, since when, and whether the index has them."""


def escaped(text: str) -> str:
    """A term's text with the separator escaped; a prefix of the text stays a prefix."""
    return text.replace("%", "%25").replace("#", "%23")


def unescaped(text: str) -> str:
    """The inverse of `escaped`."""
    return text.replace("%23", "#").replace("%25", "%")


def places(indexed: Indexed) -> list[tuple[TermField, tuple[str, ...]]]:
    """Every partition that can hold chunks of an index, by field."""
    partitions: list[tuple[TermField, tuple[str, ...]]] = []
    for field in (EVERY, *indexed.fields):
        partitions += [(field, shard(indexed, field, number)) for number in range(_shards(indexed, field))]
    return partitions


def place(indexed: Indexed, field: TermField, text: str) -> tuple[str, ...]:
    """The parts of the partition key after the tenant and `IX`."""
    return shard(indexed, field, shard_of(field, text) if _shards(indexed, field) > 1 else 0)


def _shards(indexed: Indexed, field: TermField) -> int:
    return field.shards if indexed.is_spread or not field.has_directory else 1


def shard(indexed: Indexed, field: TermField, number: int) -> tuple[str, ...]:
    """The parts of the partition key of one of the shards of a field."""
    head = (indexed.kind.partition, field.code)
    return head if _shards(indexed, field) == 1 else (*head, f"{number:02x}")


class ItemAddress(NamedTuple):
    """The key of an item of an index: its sort key, and its partition after the tenant and `IX`."""

    sk: str
    place: tuple[str, ...]

    def key(self, store: TenantStore, indexed: Indexed) -> Key:
        """The full key."""
        return store.key(keys.index_of(indexed.kind), self.sk, *self.place)


def chunk_address(indexed: Indexed, term: Term, chunk: int) -> ItemAddress:
    """The address of a chunk of a term, or of a block of a column."""
    number = f"{chunk:06x}" if term.field.is_column else f"{chunk:04x}"
    return ItemAddress(f"{escaped(term.text)}#{number}", place(indexed, term.field, term.text))


def directory_address(indexed: Indexed, term: Term) -> ItemAddress:
    """The address of the directory of a facet's term."""
    return ItemAddress(f"{escaped(term.text)}#~", place(indexed, term.field, term.text))


def summary_address(indexed: Indexed) -> ItemAddress:
    """The address of the directory of all listed items."""
    return ItemAddress(SUMMARY_SK, (indexed.kind.partition,))


def read_summary(store: TenantStore, indexed: Indexed) -> Summary:
    """The summary, without the marks of the head."""
    return summary_of(store.get(keys.index_of(indexed.kind), SUMMARY_SK, indexed.kind.partition, consistent=False))


def chunk_number(item: Item) -> int:
    """The number of the chunk that an item holds."""
    return int(item["SK"].rpartition("#")[2], 16)


def versioned_put(
    store: TenantStore, indexed: Indexed, address: ItemAddress, stored: Item | None, attributes: dict[str, Any]
) -> Put:
    """The put of a chunk or directory, on condition that it has not been written since it was read.

    Versions begin at random: a late read of an item that was deleted meanwhile fits no version of its successor.
    """
    version = stored["v"] if stored else random.getrandbits(FIRST_VERSION_BITS)
    item = store.item(keys.index_of(indexed.kind), address.sk, {**attributes, "v": version + 1}, *address.place)
    return Put(item, equals("v", version) if stored else absent())


def read_head(store: TenantStore, indexed: Indexed) -> IndexHead:
    """The head, strongly consistent, in one Query."""
    summary, last, leased_at, marks, sheets, stamps, checks = (
        Summary(),
        0,
        math.inf,
        list[Mark](),
        list[Sheet](),
        list[Stamp](),
        list[Check](),
    )
    for item in store.query(keys.index_of(indexed.kind), indexed.kind.partition, consistent=True):
        if item["SK"] == SUMMARY_SK:
            summary = summary_of(item)
        elif item["SK"] == keys.SEQUENCE_SK:
            last, leased_at = item["last"], item.get("at", math.inf)
        elif item["SK"].startswith(STAMP_PREFIX):
            stamps.append(_stamp(item))
        elif SHEET_WRITES in item:
            sheets.append(Sheet(item["SK"], item[SHEET_WRITES]))
            marks += _marks_of_sheet(item)
        elif item["SK"].startswith(SHEET_PREFIX):
            checks.append(Check(item["SK"], item["at"]))
        else:
            marks.append(_mark(item))
    completed = tuple(_stamped(marks, stamps))
    return IndexHead(summary, last, completed, tuple(stamps), tuple(sheets), tuple(checks), leased_at)


def _stamped(marks: Iterable[Mark], stamps: Iterable[Stamp]) -> Iterator[Mark]:
    """Return the marks, completed by the times that the stamps give."""
    done: dict[tuple[int, int], int] = {}
    for stamp in stamps:
        for name in stamp.marks:
            done[name] = max(stamp.at, done.get(name, 0))
    for mark in marks:
        times = [time for time in (mark.done, done.get(mark.name)) if time is not None]
        yield mark._replace(done=max(times, default=None))


def summary_of(item: Item | None) -> Summary:
    """The summary that an item holds."""
    if item is None:
        return Summary()
    layout = Layout(item.get("layout", Layout.FORMER))
    counts, ranges = bits.decode_counts(item["b"]), decode_open(item["open"])
    rebuilt = frozenset(item.get("rebuilt", ()))
    return Summary(
        counts, item["high"], ranges, item["v"], layout, item.get("since", 0), dict(item.get("fields", {})), rebuilt
    )


def summary_put(store: TenantStore, indexed: Indexed, stored: Item | None, summary: Summary) -> Put:
    """The put of the summary, on condition that it has not been written since it was read."""
    counts = bits.encode_counts(bits.counts_in_order(summary.counts))
    attributes = {"b": counts, "high": summary.high, "open": encode_open(summary.open)}
    if summary.layout is not Layout.FORMER:
        attributes["layout"] = int(summary.layout)
    if summary.spread_since:
        attributes["since"] = summary.spread_since
    if summary.fields:
        attributes["fields"] = summary.fields
    if summary.rebuilt_fields:
        attributes["rebuilt"] = sorted(summary.rebuilt_fields)
    return versioned_put(store, indexed, summary_address(indexed), stored, attributes)


def mark_item(store: TenantStore, indexed: Indexed, mark: Mark) -> Item:
    """The item of a mark."""
    times = {"at": mark.at, **({} if mark.done is None else {"done": mark.done})}
    return store.item(keys.index_of(indexed.kind), _mark_sk(mark), times, indexed.kind.partition)


def mark_key(store: TenantStore, indexed: Indexed, mark: Mark) -> Key:
    """The key of a mark."""
    return store.key(keys.index_of(indexed.kind), _mark_sk(mark), indexed.kind.partition)


def mark_unchanged(mark: Mark) -> Condition:
    """The condition that the same version has not been announced again since an old mark was read."""
    return equals("at", mark.at)


def new_sheet_sk() -> str:
    """The sort key of a new sheet."""
    return f"{SHEET_PREFIX}{int.from_bytes(os.urandom(SHEET_BYTES))}"


def add_to_sheet(store: TenantStore, indexed: Indexed, sk: str, mark: Mark) -> None:
    """Write a mark on a sheet. The first mark creates the sheet."""
    step = int.from_bytes(os.urandom(WRITES_BYTES)) + 1
    update = Update(set={_name(mark): mark.at, "at": mark.at}, add={SHEET_WRITES: step})
    store.update(keys.index_of(indexed.kind), sk, update, indexed.kind.partition)


def sheet_items(store: TenantStore, indexed: Indexed, marks: Sequence[Mark]) -> list[Item]:
    """Whole sheets with many marks."""
    items = []
    for start in range(0, len(marks), SHEET_MARKS):
        part = marks[start : start + SHEET_MARKS]
        writes = int.from_bytes(os.urandom(WRITES_BYTES)) + 1
        about = {"at": max(mark.at for mark in part), SHEET_WRITES: writes, **{_name(mark): mark.at for mark in part}}
        items.append(store.item(keys.index_of(indexed.kind), new_sheet_sk(), about, indexed.kind.partition))
    return items


def note_check(store: TenantStore, indexed: Indexed, now: int) -> Check:
    """Note that a writer that may be outdated begins to read."""
    store.put(keys.index_of(indexed.kind), sk := new_sheet_sk(), {"at": now}, indexed.kind.partition)
    return Check(sk, now)


def sheet_key(store: TenantStore, indexed: Indexed, sheet: Sheet | Check) -> Key:
    """The key of a sheet, or of a check."""
    return store.key(keys.index_of(indexed.kind), sheet.sk, indexed.kind.partition)


def sheet_unchanged(sheet: Sheet) -> Condition:
    """The condition that nothing has been written on a sheet since it was read."""
    return equals(SHEET_WRITES, sheet.writes)


def stamp_items(store: TenantStore, indexed: Indexed, marks: Sequence[Mark], now: int) -> list[Item]:
    """Return the items that state that the index contains these marks since `now`."""
    items = []
    for start in range(0, len(marks), STAMP_MARKS):
        names = [_name(mark) for mark in marks[start : start + STAMP_MARKS]]
        sk = f"{STAMP_PREFIX}{now}#{ids.random_text(RANDOM_CHARACTERS)}"
        about = {"at": now, "marks": " ".join(names)}
        items.append(store.item(keys.index_of(indexed.kind), sk, about, indexed.kind.partition))
    return items


def stamp_key(store: TenantStore, indexed: Indexed, stamp: Stamp) -> Key:
    """The key of a stamp."""
    return store.key(keys.index_of(indexed.kind), stamp.sk, indexed.kind.partition)


def _stamp(item: Item) -> Stamp:
    names = (name.split("#") for name in item["marks"].split(" "))
    marks = frozenset((ids.decode_sequence(sequence), int(version)) for sequence, version in names)
    return Stamp(item["SK"], item["at"], marks)


def _mark_sk(mark: Mark) -> str:
    return f"{MARK_PREFIX}{_name(mark)}"


def _name(mark: Mark) -> str:
    return f"{keys.sequence_sk(mark.sequence)}#{mark.version}"


def _mark(item: Item) -> Mark:
    _, sequence, version = item["SK"].split("#")
    return Mark(ids.decode_sequence(sequence), int(version), item["at"], item.get("done"))


def _marks_of_sheet(item: Item) -> Iterator[Mark]:
    for name, at in item.items():
        sequence, is_mark, version = name.partition("#")
        if is_mark:
            yield Mark(ids.decode_sequence(sequence), int(version), at, None, item["SK"])


def encode_open(ranges: Iterable[Open]) -> bytes:
    """The open ranges as stored, 21 bytes each."""
    return b"".join(_RANGE.pack(*item) for item in ranges)


def decode_open(raw: bytes) -> tuple[Open, ...]:
    """Decode the ranges that `encode_open` wrote."""
    return tuple(Open(*values) for values in _RANGE.iter_unpack(raw))
