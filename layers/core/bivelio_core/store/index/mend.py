"""Repair an index: make bitmaps and directories agree with the items. Every repair can be repeated.

An item's terms are read from the item, now; the caller only says which numbers to check. So a record that arrives
twice, late, or out of order, concurrent writers, and a crash anywhere all end in the same index:

- A chunk is read, then its items, then it is written on condition that it has not been written since.
- A directory is read, then the chunks it counts, then it is written on the same condition. It is compared every time,
  also when no chunk changed, so the next attempt corrects a directory that a crash left wrong. A writer that changed a
  chunk writes its directory even when the count is the same: a slower writer with an earlier count must not win.
- What is already correct is not written: replaying costs reads only.
- The first reads are eventually consistent, at half the price: a write is refused if they were of an earlier state, and
  what seems correct is read again, strongly consistent.

One race remains. A writer that is slow between reading an item and writing its bit may write an outdated bit: the item
changed twice meanwhile, and another writer found the bit correct and wrote nothing. So a writer that may be outdated
checks again after writing, until there is nothing to write. All changes of an item are in one lane of the stream, and
later records of the lane repair earlier writes; its consumer checks again only when it was very slow. A rebuild always
checks again, and so does a consumer that checks overdue numbers, which may belong to another lane. They note that in
the head meanwhile, because another lane may already have acknowledged the changes (head.py, 5).
"""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeVar

from bivelio_core.store.codec import Item
from bivelio_core.store.statements import BATCH_STATEMENT_LIMIT
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put

from . import bits, columns
from .bits import TermDirectory
from .head import SETTLING
from .items import Bitmaps, read_all, read_bitmaps, read_items
from .layout import (
    chunk_address,
    directory_address,
    versioned_put,
)
from .parallel import Gather
from .terms import LISTED, Indexed, Term

Target = TypeVar("Target", Term, tuple[Term, int])

TRIES = 9
ALWAYS_AGAIN = 0.0
"""The `recheck_after` of a writer that may be outdated: it checks everything it wrote again."""


def write_terms(
    store: TenantStore,
    indexed: Indexed,
    affected: Bitmaps,
    gather: Gather,
    *,
    recheck_after: float = SETTLING,
    in_any_case: Collection[tuple[Term, int]] = (),
    deadline: float = math.inf,
) -> set[tuple[Term, int]]:
    """Write the chunks that the affected numbers may change, then the directories; returns which chunks were written.

    A write that ended more than `recheck_after` seconds after its items were read is checked again. Chunks
    `in_any_case` are written even when they are right. Raises TableBusy rather than begin a write after `deadline`
    (time.monotonic).
    """
    effort = Effort(gather, recheck_after, deadline)
    chunks = write_chunks(store, indexed, affected, effort, in_any_case=in_any_case)
    write_directories(store, indexed, affected, chunks, effort)
    return set(chunks.written)


class Effort(NamedTuple):
    """How writes are carried out: by which threads, when they are checked again, and until when they may begin."""

    gather: Gather
    recheck_after: float = SETTLING
    deadline: float = math.inf

    def begins_consistent(self, tries: int) -> bool:
        """Whether an attempt reads strongly consistently: not the first of a writer that will hardly find all right."""
        return tries > 0 or self.recheck_after == ALWAYS_AGAIN


class WrittenChunks(NamedTuple):
    """The bitmaps that were written, and the directories of their terms as they were before that."""

    written: Bitmaps
    directories: dict[Term, Item | None]


def write_chunks(
    store: TenantStore,
    indexed: Indexed,
    affected: Bitmaps,
    effort: Effort,
    *,
    in_any_case: Collection[tuple[Term, int]] = (),
) -> WrittenChunks:
    """Set and clear the bits of the affected numbers by their items' terms; in blocks of columns, set their keys."""
    due, bitmaps, directories = set(in_any_case), Bitmaps(), dict[Term, Item | None]()

    def attempt(pending: Collection[tuple[Term, int]], tries: int) -> dict[tuple[Term, int], Put]:
        consistent = effort.begins_consistent(tries)
        addresses = {at: chunk_address(indexed, *at).key(store, indexed) for at in pending}
        of_terms = {} if tries else _directory_keys(store, indexed, {term for term, _ in pending})
        needed_keys = [*addresses.values(), *of_terms.values()]
        stored = read_all(store, needed_keys, effort.gather, consistent=consistent)
        directories.update({term: stored.get(key) for term, key in of_terms.items()})
        numbers = {number for at in pending for number in columns.numbers_at(at, affected[at])}
        items = read_items(store, indexed, numbers, effort.gather)
        members = _members(indexed, items)
        keys_of = columns.keys_of(indexed, items)
        writes = {}
        for at, key in addresses.items():
            before = stored.get(key)
            if at[0].field.is_column:
                stored_keys, packed = columns.changed(before, at[1], affected[at], keys_of.get(at[0], {}))
                if packed != stored_keys or at in due:
                    writes[at] = versioned_put(store, indexed, chunk_address(indexed, *at), before, {"b": packed})
                continue
            present = bits.decode(before["b"]) if before else 0
            bitmap = (present & ~affected[at]) | (members.get(at, 0) & affected[at])
            if bitmap != present or at in due:
                address, attributes = chunk_address(indexed, *at), {"b": bits.encode(bitmap)}
                writes[at] = versioned_put(store, indexed, address, before, attributes)
                bitmaps[at] = bitmap
        return writes

    written = _until_right(store, set(affected), attempt, effort, due)
    return WrittenChunks({at: bitmaps[at] for at in written if at in bitmaps}, directories)


def _directory_keys(store: TenantStore, indexed: Indexed, terms: Collection[Term]) -> dict[Term, Key]:
    """The keys of the directories of those terms that have one; that of all listed items is the summary."""
    facets = [term for term in terms if term.field.has_directory and term != LISTED]
    return {term: directory_address(indexed, term).key(store, indexed) for term in facets}


def _members(indexed: Indexed, items: Mapping[int, Item]) -> Bitmaps:
    members: Bitmaps = defaultdict(int)
    for sequence, item in items.items():
        for term in indexed.terms_of(item):
            if not term.field.is_column:
                members[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
    return members


def write_directories(
    store: TenantStore, indexed: Indexed, affected: Iterable[tuple[Term, int]], chunks: WrittenChunks, effort: Effort
) -> None:
    """Count the affected chunks of facets and write their directories, in any case for those that were written.

    A chunk that was written after its directory was read needs no second look: whoever writes the chunk later writes
    the directory after that, so either we are refused or our count is replaced.
    """
    numbers_of: dict[Term, set[int]] = defaultdict(set)
    for term, chunk in affected:
        if term.field.has_directory and term != LISTED:
            numbers_of[term].add(chunk)
    due = {term for term, _ in chunks.written}

    def attempt(pending: Collection[Term], tries: int) -> dict[Term, Put]:
        keys_of = _directory_keys(store, indexed, pending)
        at_hand = {t for t in pending if not tries and all((t, chunk) in chunks.written for chunk in numbers_of[t])}
        others = [key for term, key in keys_of.items() if term not in at_hand]
        stored = read_all(store, others, effort.gather, consistent=effort.begins_consistent(tries))
        before = {t: chunks.directories.get(t) if t in at_hand else stored.get(key) for t, key in keys_of.items()}
        former = {t: TermDirectory.of(item) for t, item in before.items()}
        lacking = {(t, chunk) for t in keys_of if t not in at_hand for chunk in numbers_of[t]}
        bitmaps = chunks.written | read_bitmaps(store, indexed, lacking, effort.gather)
        after = {t: its.with_chunks({chunk: bitmaps[t, chunk] for chunk in numbers_of[t]}) for t, its in former.items()}
        _add_members(store, indexed, after, effort.gather)
        return {
            t: versioned_put(store, indexed, directory_address(indexed, t), before[t], its.attributes())
            for t, its in after.items()
            if t in due or its != former[t]
        }

    _until_right(store, set(numbers_of), attempt, effort, due)


def _add_members(store: TenantStore, indexed: Indexed, directories: dict[Term, TermDirectory], gather: Gather) -> None:
    """Read the members of terms that have become few, or were written by a release before, for their directories."""
    lacking = {(term, chunk) for term, its in directories.items() if its.lacks_members() for chunk in its.counts}
    bitmaps = read_bitmaps(store, indexed, lacking, gather)
    for term in {term for term, _ in lacking}:
        complete = directories[term].with_chunks({chunk: bitmaps[term, chunk] for chunk in directories[term].counts})
        if complete.counts == directories[term].counts:  # else another writer is about to write it
            directories[term] = complete


def _until_right(
    store: TenantStore,
    pending: set[Target],
    attempt: Callable[[Collection[Target], int], dict[Target, Put]],
    effort: Effort,
    due: set[Target],
) -> set[Target]:
    """Compute and write; recompute what another writer wrote meanwhile, and what seemed right to an eventual read.

    Slow writes are recomputed too. Returns everything that was written; what is `due` is written in any case, once.
    """
    written: set[Target] = set()
    for tries in range(TRIES):
        began = time.monotonic()
        writes = attempt(pending, tries)
        unsure = set() if effort.begins_consistent(tries) else pending - writes.keys()
        if not writes and not unsure:
            return written
        if time.monotonic() > effort.deadline:
            raise TableBusy("the index was read too long ago to be written")
        results = dict(zip(writes, _put_each(store, list(writes.values()), effort.gather), strict=True))
        done = {target for target, is_written in results.items() if is_written}
        written |= done
        due -= done
        is_slow = time.monotonic() - began > effort.recheck_after
        pending = unsure | (set(results) if is_slow else set(results) - done)
        if not pending:
            return written
        if len(done) < len(results):
            pause(tries)
    raise TableBusy("others kept writing the same part of an index")


def _put_each(store: TenantStore, puts: Sequence[Put], gather: Gather) -> list[bool]:
    """Carry out the puts; returns which ones were written."""
    batches = [puts[at : at + BATCH_STATEMENT_LIMIT] for at in range(0, len(puts), BATCH_STATEMENT_LIMIT)]
    return list(chain.from_iterable(gather([partial(store.table.put_each, batch) for batch in batches])))


def pause(tries: int) -> None:
    """Wait a little, longer from try to try."""
    time.sleep(random.uniform(0, 0.02 * 2**tries))  # noqa: S311 - jitter, not a secret
