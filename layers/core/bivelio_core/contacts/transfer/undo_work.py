"""Undo an import, some entries at a time, the last row first, so that an undo goes on where it stopped.

A contact that the import made is removed with what leads to it; one that it changed is put back. Whoever somebody has
changed since, or who has been merged or has messages, notes, tasks, invoices, cases or deals by now, stays, and is
told. An entry that is undone again, because the function died, finds its contact as the entry wants it, and counts as
before.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.index.head import KEPT, TAIL_LIMIT
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.keys import CONTACT, IMPORT_UNDO, sequence_sk
from bivelio_core.store.tenant_store import TenantStore

from .import_lock import LOCK_SECONDS, Elsewhere, locked, moved, unlock
from .putting_back import put_back
from .removal import Made, Result, Undone, removed
from .undo_entries import MADE

SLICE_ENTRIES = 100
SLICE_CONTACTS = 250
"""Of a slice of contacts that were made at once."""

WAITING_MARKS = 500
"""The most changes that the index has not taken up yet before a slice: lists read the items of each."""

MARKS = TAIL_LIMIT - SLICE_CONTACTS
"""The most changes with those that it has taken up in the last seconds: readers may still look at their items."""

SHOWN = 20
MOST_OWN = 1_000
"""As many as the import's item can hold; any more stay, as if somebody had changed them."""

PAUSE_SECONDS, ELSEWHERE_SECONDS = 1, 30

RESULTS: Sequence[Result] = ("removed", "restored", "kept")


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
    marks, since = read_head(store, CONTACTS).marks, clock.epoch() - KEPT
    waiting = sum(mark.done is None for mark in marks)
    recent = sum(mark.done is not None and mark.done > since for mark in marks)  # older ones stay until the next change
    return waiting > WAITING_MARKS or waiting + recent > MARKS


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
        results = list(_of_rows(changes, ctx.store))
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
    about = [(int(row), sk, own.get(sk)) for sk, row in zip(map(sequence_sk, numbers), rows, strict=True)]
    results = _removed(about, ctx.store)
    is_whole = begin + len(rows) >= len(entry["rows"])
    return (entry["SK"], 0, results) if is_whole else (undo.get("at"), begin + len(rows), results)


def _removed(about: Sequence[tuple[int, str, str | None]], store: TenantStore) -> list[Undone]:
    """Remove contacts by their rows, sort keys and digests."""
    contacts = store.get_many(CONTACT, [sk for _, sk, _ in about], consistent=True)
    return removed([Made(row, sk, contacts.get(sk), text) for row, sk, text in about], store)


def _of_rows(entries: Sequence[Item], store: TenantStore) -> Iterator[Undone]:
    """Undo what rows did to their contacts, in order: rows after each other that did the same are undone together."""
    for is_change, some in groupby(entries, key=lambda entry: "before" in entry):
        if is_change:
            yield from put_back(list(some), store)
        else:
            yield from _removed([(int(entry["row"]), entry["contact"], entry["digest"]) for entry in some], store)


def _stored(each: Undone) -> dict[str, Any]:
    return {"row": each.row, "contact_id": each.contact_id, "reason": each.reason}
