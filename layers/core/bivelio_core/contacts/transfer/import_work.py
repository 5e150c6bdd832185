"""Carry out imports, a slice of rows at a time, so that an import continues where it stopped.

An import is an item that holds its progress. In this order, a slice is read from there, its new sequence numbers are
leased and stored with the item, its rows are written, its part of the report is written, and the item's progress
advances: wherever the process dies, the slice is repeated with the same numbers and the same result.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.faults import Fault
from bivelio_core.store.chains import ChainMarkingTable, chain_of
from bivelio_core.store.codec import Item
from bivelio_core.store.files import FileChanged, TenantFiles
from bivelio_core.store.index.head import TAIL_LIMIT, WAITING_ITEMS
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore

from . import foreign_rows
from .columns import options_of
from .conversion import NotConverted, convert
from .declared_cells import DeclaredCells
from .import_files import FILE_CHANGED, table, write_part, write_report
from .import_lock import LOCK_SECONDS, Elsewhere, locked, moved, unlock
from .named_links import NamedLinks
from .records import NotText, Record, RecordTooLong, cells, records
from .row_warnings import Addresses, with_warnings
from .rows import CREATED, RESULTS, Planned, Row, carry_out, plan
from .rows_by_address import CREATE, EXTERNAL_ID, ByAddress, is_by_address
from .seen_ids import SeenIds
from .table_format import fields_of
from .undo_entries import note_changes, note_made

SLICE_ROWS = 1_000
SLICE_BY_ADDRESS = 200
"""Of rows that are carried out one after the other."""

BACKLOG = TAIL_LIMIT - SLICE_ROWS
"""The most contacts not yet indexed before a slice is written: lists read these and the slice's items directly."""

PAUSE_SECONDS, ELSEWHERE_SECONDS = 1, 30
"""When to continue: once the index has had time to catch up; once another worker may have died. While an import is
running, there is always a message that continues it."""

SHOWN = 20
"""The most errors, and the most warnings, in the answer itself."""


def go_on(import_id: str, ctx: Context, files: TenantFiles, has_time: Callable[[], bool]) -> int | None:
    """Process slices while there is time; returns in how many seconds to continue, None when nothing is left to do."""
    owner = ids.random_text(ids.BODY_LENGTH)
    try:
        state = locked(import_id, owner, ctx)
        ctx = _in_chain(ctx, state)
        if "converts" in state:
            state = _converted(state, ctx, files)
        seen, addresses, links = SeenIds.before(files, state), Addresses.before(files, state, ctx), NamedLinks(ctx)
        while state["status"] == "running" and has_time() and not _must_wait(state, ctx):
            is_read = state["offset"] >= state["size"]
            state = _completed(state, ctx, files) if is_read else _slice(state, seen, addresses, links, ctx, files)
    except Elsewhere as elsewhere:
        return ELSEWHERE_SECONDS if elsewhere.is_running else None
    finally:
        unlock(import_id, owner, ctx)
    return PAUSE_SECONDS if state["status"] == "running" else None


def _in_chain(ctx: Context, state: Item) -> Context:
    """The context in which rows are written: in the chain of the run that began the import, if a run did."""
    chain = chain_of(None, state)
    if chain.root is None:
        return ctx
    return replace(ctx, chain=chain, store=TenantStore(ChainMarkingTable(ctx.store.table, chain), ctx.tenant))


def _must_wait(state: Item, ctx: Context) -> bool:
    """Whether to wait for the index, so that lists stay exact during an import and include its contacts at its end."""
    if state["dry_run"]:
        return False
    head = read_head(ctx.store, CONTACTS)
    if state["offset"] >= state["size"]:
        return bool(state.get("last", 0) - head.summary.high > WAITING_ITEMS)  # others, every list reads itself
    return head.last - head.summary.high > BACKLOG


def _converted(state: Item, ctx: Context, files: TenantFiles) -> Item:
    """The state of an import whose file has become CSV; the columns and where the rows begin are known already."""
    try:
        file = convert(state, files)
    except NotConverted as error:
        return _failed(state, ctx, "csv", error.constraint, error.values)
    return moved(state, ctx, {"is_converted": True, "size": file.size, "tag": file.tag}, remove=["converts"])


def _slice(
    state: Item, seen: SeenIds, addresses: Addresses, links: NamedLinks, ctx: Context, files: TenantFiles
) -> Item:
    """Process one slice, adding its ids to `seen` and its addresses to `addresses`; returns the state after it.

    Raises Elsewhere when another worker has taken the lock.
    """
    try:
        pieces = files.read(table(state), state["offset"], tag=state.get("tag"))
        is_plain = state.get("on_existing", CREATE) == CREATE and EXTERNAL_ID not in state["columns"]
        size = SLICE_ROWS if is_plain else SLICE_BY_ADDRESS
        record_list = list(islice(records(pieces, state["offset"]), size))
    except (RecordTooLong, NotText):
        return _failed(state, ctx, "row", "format")
    except FileChanged:
        return _failed(state, ctx, "csv", FILE_CHANGED)
    declared = DeclaredCells(ctx)
    every = links.linked([declared.read(row) for row in _rows(record_list, state)])
    rows = [row for row in every if not is_by_address(row, state)]
    noted = state.get("lease")
    numbered = frozenset(noted["makes"]) if noted else frozenset[int]()
    planned = plan(rows, ctx, state["id"], seen, numbered)
    planned = [
        declared.checked(row, one, is_made=one.number in numbered) for row, one in zip(rows, planned, strict=True)
    ]
    makes = [one.number for one in planned if one.result == CREATED]
    own = range(noted["first"], noted["first"] + len(noted["makes"])) if noted else range(0)
    planned = with_warnings(planned, ctx, addresses, own)
    if not state["dry_run"]:
        if makes and noted is None:
            lease: dict[str, Any] = {"first": ctx.store.lease_sequence(CONTACT, len(makes)), "makes": makes}
            first_made = state.get("first_made", lease["first"])
            last = lease["first"] + len(makes) - 1
            state = moved(state, ctx, {"lease": lease, "last": last, "first_made": first_made})
        first = state["lease"]["first"] if makes else None
        if state.get("is_noted"):
            _note(state, planned, first, makes, ctx)
        planned = carry_out(planned, ctx, first, was_tried=noted is not None)
    if len(rows) < len(every):
        by_address = ByAddress(state, ctx)
        others = [by_address.carried_out(row) for row in every if is_by_address(row, state)]
        planned = sorted([*planned, *others], key=lambda one: one.number)
        state = {**state, "last": max([state.get("last", 0), *_numbers(others)])}
    write_part(files, state, planned)
    seen.write(files, state)
    addresses.seen.write(files, state)
    end = record_list[-1].end if record_list else state["size"]
    after = {
        **{name: state[name] + sum(one.result == name for one in planned) for name in RESULTS},
        "errors": [*state["errors"], *_errors(planned)][:SHOWN],
        "warned": state.get("warned", 0) + sum(bool(one.warnings) for one in planned),
        "warnings": [*state.get("warnings", []), *_warnings(planned)][:SHOWN],
        "offset": end,
        "row": state["row"] + len(record_list),
        "step": state["step"] + 1,
        "last": state.get("last", 0),
        "locked_until": int(clock.epoch()) + LOCK_SECONDS,
    }
    return moved(state, ctx, after, remove=["lease"])


def _note(state: Item, planned: Sequence[Planned], first: int | None, makes: Sequence[int], ctx: Context) -> None:
    """Note what is about to be written, so that it can be undone."""
    if first is not None:
        note_made(state, first, makes, ctx)
    note_changes(state, planned, ctx)


def _completed(state: Item, ctx: Context, files: TenantFiles) -> Item:
    """The state of a completed import; a file without any row has a report too."""
    write_report(files, state, state["step"])
    return moved(state, ctx, {"status": "completed"})


def _rows(record_list: Sequence[Record], state: Item) -> Iterator[Row]:
    options = options_of(state)
    for number, record in enumerate(record_list, start=state["row"] + 1):
        try:
            values = cells(record.text, state["delimiter"])
        except csv.Error:
            yield Row(number, {}, [Fault("row", "format", {"expected": "csv_row"})])
            continue
        if not any(cell.strip() for cell in values):
            continue
        if options is None:
            yield Row(number, *fields_of(state["columns"], values))
        else:
            yield Row(number, *foreign_rows.fields_of(state["columns"], values, options), is_foreign=True)


def _numbers(planned: Sequence[Planned]) -> Iterator[int]:
    """The sequence numbers of the contacts that rows made."""
    parsed = (ids.parse_sequenced(CONTACT.name, one.id or "") for one in planned if one.result == CREATED)
    yield from (each.sequence for each in parsed if each is not None)


def _errors(planned: Sequence[Planned]) -> list[dict[str, Any]]:
    return [
        {"row": one.number, "field": fault.field, "constraint": fault.constraint, "values": dict(fault.values)}
        for one in planned
        for fault in one.faults
    ]


def _warnings(planned: Sequence[Planned]) -> list[dict[str, Any]]:
    return [
        {"of": one.number, **{name: value for name, value in finding._asdict().items() if value is not None}}
        for one in planned
        for finding in one.warnings
    ]


def _failed(
    state: Item, ctx: Context, field: str, constraint: str, values: Mapping[str, Any] = MappingProxyType({})
) -> Item:
    """The state of an import that failed at its next row."""
    error = {"row": state["row"] + 1, "field": field, "constraint": constraint, "values": dict(values)}
    return moved(state, ctx, {"status": "failed", "errors": [*state["errors"], error]})
