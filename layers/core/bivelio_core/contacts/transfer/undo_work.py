"""Undo an import, some entries at a time, the last row first, so that an undo goes on where it stopped.

A contact that the import made is removed with what leads to it; one that it changed is put back. Whoever somebody has
changed since, or who has been merged or has messages, notes, tasks, invoices, cases or deals by now, stays, and is
told. An entry that is undone again, because the function died, finds its contact as the entry wants it, and counts as
before.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from bivelio_core import clock, domain, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import ASSOCIATION, CONTACT, CONVERSATION, IMPORT_UNDO, NOTE, TASK_PLACE, sequence_sk
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key, Put, equals

from .import_lock import LOCK_SECONDS, Elsewhere, locked, moved, unlock
from .undo_entries import MADE, digest
from .undo_links import leading

SLICE_ENTRIES = 100
SLICE_CONTACTS = 250
"""Of a slice of contacts that were made at once."""

MARKS = 500
"""The most changes that the index has not taken up yet before a slice: lists read each of their marks."""

TRIES = 6
SHOWN = 20
MOST_OWN = 1_000
"""As many as the import's item can hold; any more stay, as if somebody had changed them."""

PAUSE_SECONDS, ELSEWHERE_SECONDS = 1, 30

Result = Literal["removed", "restored", "kept"]
RESULTS: Sequence[Result] = ("removed", "restored", "kept")
USES = (CONVERSATION, NOTE, TASK_PLACE, ASSOCIATION)
"""What somebody may have added to a contact without changing it, in a partition of the contact."""
NAMING = ("invoice", "case", "deal")
"""The parts of timelines in which a contact is that of what is in other partitions."""


class Undone(NamedTuple):
    """What became of a contact; of one that stays, why; of one that is put back as it was made, its digest."""

    row: int
    result: Result
    contact_id: str | None = None
    reason: str | None = None
    first_digest: tuple[str, str] | None = None


def go_on(import_id: str, ctx: Context, has_time: Callable[[], bool]) -> int | None:
    """Undo while there is time; returns in how many seconds to go on, None when nothing is left to do."""
    owner = ids.random_text(ids.BODY_LENGTH)
    try:
        state = locked(import_id, owner, ctx, "undoing")
        while state["status"] == "undoing" and has_time() and not _must_wait(ctx.store):
            state = _slice(state, ctx)
    except Elsewhere as elsewhere:
        return ELSEWHERE_SECONDS if elsewhere.is_running else None
    finally:
        unlock(import_id, owner, ctx)
    return PAUSE_SECONDS if state["status"] == "undoing" else None


def _must_wait(store: TenantStore) -> bool:
    return len(read_head(store, CONTACTS).marks) > MARKS


def _slice(state: Item, ctx: Context) -> Item:
    """Undo some entries, or some contacts of one; returns the state after it."""
    undo = state["undo"]
    partition = (IMPORT_UNDO, state["id"])
    entries = ctx.store.query(
        *partition, high=undo.get("at"), limit=SLICE_ENTRIES + 1, descending=True, consistent=True
    )
    entries = [entry for entry in entries if entry["SK"] != undo.get("at")]
    if not entries:
        return moved(state, ctx, {"status": "undone", "undo_step": state["undo_step"] + 1}, step="undo_step")
    if entries[0]["SK"].startswith(MADE):
        at, done, results = _of_slice(entries[0], undo, ctx)
    else:
        changes = [entry for entry in entries if not entry["SK"].startswith(MADE)][:SLICE_ENTRIES]
        at, done = changes[-1]["SK"], 0
        results = [_of_row(entry, ctx.store) for entry in changes]
    kept_rows = [_stored(each) for each in results if each.result == "kept"]
    counts: dict[str, int] = {name: undo[name] + sum(each.result == name for each in results) for name in RESULTS}
    own = _own(undo, state, results)
    after: Item = {**counts, "at": at, "done": done, "own": own, "kept_rows": [*undo["kept_rows"], *kept_rows][:SHOWN]}
    after = {name: value for name, value in after.items() if value is not None}
    locked_until = int(clock.epoch()) + LOCK_SECONDS
    changed = {"undo": after, "undo_step": state["undo_step"] + 1, "locked_until": locked_until}
    return moved(state, ctx, changed, step="undo_step")


def _own(undo: Item, state: Item, results: Sequence[Undone]) -> dict[str, str]:
    """The contacts that the import made at once and changed later, which are as they were made again: their digests."""
    first = sequence_sk(int(state["first_made"])) if "first_made" in state else None
    digests: dict[str, str] = dict(undo.get("own", {}))
    for sk, text in (each.first_digest for each in results if each.first_digest):
        if first and sk >= first and len(digests) < MOST_OWN:
            digests[sk] = text
    return digests


def _of_slice(entry: Item, undo: Item, ctx: Context) -> tuple[str | None, int, list[Undone]]:
    """Remove some of the contacts that were made at once: how far it is, and what became of each."""
    begin, own = int(undo["done"]), undo.get("own", {})
    rows = entry["rows"][begin : begin + SLICE_CONTACTS]
    numbers = range(int(entry["first"]) + begin, int(entry["first"]) + begin + len(rows))
    contacts = ctx.store.get_many(CONTACT, list(map(sequence_sk, numbers)), consistent=True)
    calls = [
        partial(_removed, contacts.get(sequence_sk(number)), int(row), ctx.store, own.get(sequence_sk(number)))
        for number, row in zip(numbers, rows, strict=True)
    ]
    results = in_threads(calls)
    is_whole = begin + len(rows) >= len(entry["rows"])
    return (entry["SK"], 0, results) if is_whole else (undo.get("at"), begin + len(rows), results)


def _removed(contact: Item | None, row: int, store: TenantStore, first_digest: str | None = None) -> Undone:
    """Remove a contact that the import made, if it is as it was made: its first version, or what the digest is of."""
    for tries in range(TRIES):
        if contact is None:
            return Undone(row, "removed")
        if _is_merged(contact):
            return _staying(contact, row, "in_use", store)
        is_same = contact["version"] == 1 if first_digest is None else digest(contact) == first_digest
        if not is_same:
            return _staying(contact, row, "changed", store)
        if is_used(contact, store):
            return _staying(contact, row, "in_use", store)
        index_changes.announce(store, CONTACTS, contact, None)
        deletion = Delete(Key(contact["PK"], contact["SK"]), equals("version", contact["version"]))
        try:
            store.transact([deletion, *leading(store, contact, None)])
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            contact = store.get(CONTACT, contact["SK"])
        else:
            return Undone(row, "removed")
    return _staying(contact, row, "changed", store)


def _of_row(entry: Item, store: TenantStore) -> Undone:
    """Undo what a row did to its contact."""
    row, before = int(entry["row"]), entry.get("before")
    contact = store.get(CONTACT, entry["contact"])
    if before is None:
        return _removed(contact, row, store, entry["digest"])
    for tries in range(TRIES):
        if contact is None:
            return Undone(row, "kept", _public(before, store), "changed")
        first_digest = (before["SK"], digest(before)) if before["version"] == 1 else None
        if digest(contact) == digest(before):
            return Undone(row, "restored", first_digest=first_digest)
        if _is_merged(contact):
            return _staying(contact, row, "in_use", store)
        if digest(contact) != entry["digest"]:
            return _staying(contact, row, "changed", store)
        after = {**before, "version": contact["version"] + 1, "updated_at": clock.timestamp()}
        put = Put(after, equals("version", contact["version"]))
        try:
            links = leading(store, contact, after)
        except Conflict:
            break
        index_changes.announce(store, CONTACTS, contact, after)
        try:
            store.transact([put, *links])
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            contact = store.get(CONTACT, entry["contact"])
        else:
            return Undone(row, "restored", first_digest=first_digest)
    return _staying(contact, row, "changed", store)


def is_used(contact: Item, store: TenantStore) -> bool:
    """Whether somebody has written with a contact, or added something to it."""
    if any(store.query(kind, contact["SK"], limit=1) for kind in USES):
        return True
    sources = domain.timeline_sources()
    return any(sources[name]().read(store, contact, None, 1) for name in NAMING)


def _is_merged(contact: Item) -> bool:
    """Whether a contact has become part of another one, or others have become part of it."""
    return bool(contact.get(CONTACT.into) or contact.get(resources.MERGED_IDS))


def _staying(contact: Item | None, row: int, reason: str, store: TenantStore) -> Undone:
    return Undone(row, "kept", None if contact is None else _public(contact, store), reason)


def _public(contact: Item, store: TenantStore) -> str:
    return resources.public_id(CONTACT, store.tenant.organisation, contact)


def _stored(each: Undone) -> dict[str, Any]:
    return {"row": each.row, "contact_id": each.contact_id, "reason": each.reason}
