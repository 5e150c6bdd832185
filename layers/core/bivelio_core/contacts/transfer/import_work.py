"""Carry out imports, a slice of rows at a time, so that an import continues where it stopped.

An import is an item that holds its progress. In this order, a slice is read from there, its new sequence numbers are
leased and stored with the item, its rows are written, its part of the report is written, and the item's progress
advances: wherever the process dies, the slice is repeated with the same numbers and the same result.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
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
from bivelio_core.store.keys import CONTACT, IMPORT
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals

from . import foreign_rows
from .columns import options_of
from .conversion import NotConverted, convert
from .import_files import FILE_CHANGED, table, write_part, write_report
from .records import NotText, Record, RecordTooLong, cells, records
from .row_warnings import Addresses, with_warnings
from .rows import CREATED, RESULTS, Planned, Row, carry_out, plan
from .rows_by_address import CREATE, ByAddress, is_by_address
from .seen_ids import SeenIds
from .table_format import fields_of

SLICE_ROWS = 1_000
SLICE_BY_ADDRESS = 200
"""Of rows that are carried out one after the other."""

BACKLOG = TAIL_LIMIT - SLICE_ROWS
"""The most contacts not yet indexed before a slice is written: lists read these and the slice's items directly."""

LOCK_SECONDS = 120
"""Longer than a slice can take. With the function's timeout it is shorter than the queue hides a message, so that the
attempt after a crash finds no lock."""

PAUSE_SECONDS, ELSEWHERE_SECONDS = 1, 30
"""When to continue: once the index has had time to catch up; once another worker may have died. While an import is
running, there is always a message that continues it."""

SHOWN = 20
"""The most errors, and the most warnings, in the answer itself."""


def go_on(import_id: str, ctx: Context, files: TenantFiles, has_time: Callable[[], bool]) -> int | None:
    """Process slices while there is time; returns in how many seconds to continue, None when nothing is left to do."""
    owner = ids.random_text(ids.BODY_LENGTH)
    try:
        state = _locked(import_id, owner, ctx)
        ctx = _in_chain(ctx, state)
        if "converts" in state:
            state = _converted(state, ctx, files)
        seen, addresses = SeenIds.before(files, state), Addresses.before(files, state, ctx)
        while state["status"] == "running" and has_time() and not _must_wait(state, ctx):
            is_read = state["offset"] >= state["size"]
            state = _completed(state, ctx, files) if is_read else _slice(state, seen, addresses, ctx, files)
    except _Elsewhere as elsewhere:
        return ELSEWHERE_SECONDS if elsewhere.is_running else None
    finally:
        _unlock(import_id, owner, ctx)
    return PAUSE_SECONDS if state["status"] == "running" else None


def _in_chain(ctx: Context, state: Item) -> Context:
    """The context in which rows are written: in the chain of the run that began the import, if a run did."""
    chain = chain_of(None, state)
    if chain.root is None:
        return ctx
    return replace(ctx, chain=chain, store=TenantStore(ChainMarkingTable(ctx.store.table, chain), ctx.tenant))


class _Elsewhere(Exception):
    """Another worker has the import, or it has ended."""

    def __init__(self, state: Item | None) -> None:
        super().__init__()
        self.is_running = state is not None and state["status"] == "running"


def _locked(import_id: str, owner: str, ctx: Context) -> Item:
    now = int(clock.epoch())
    is_free = any_of(absent("locked_until"), compare("locked_until", "<", now))
    lock = {"locked_until": now + LOCK_SECONDS, "locked_by": owner}
    return _changed(import_id, ctx, lock, all_of(equals("status", "running"), is_free))


def _unlock(import_id: str, owner: str, ctx: Context) -> None:
    with suppress(ConditionFailed):  # the lock was never ours, or another worker has taken it
        is_ours = equals("locked_by", owner)
        ctx.store.update(IMPORT, import_id, Update(remove=["locked_until", "locked_by"]), condition=is_ours)


def _moved(state: Item, ctx: Context, changes: dict[str, Any], remove: Sequence[str] = ()) -> Item:
    """The state after its progress advanced, which only the lock's owner may do."""
    set_to = {**changes, "updated_at": clock.timestamp()}
    condition = all_of(equals("step", state["step"]), equals("locked_by", state["locked_by"]))
    return _changed(state["id"], ctx, set_to, condition, remove)


def _changed(
    import_id: str, ctx: Context, changes: dict[str, Any], condition: Condition, remove: Sequence[str] = ()
) -> Item:
    """The state after a conditional change. Raises _Elsewhere when the condition does not hold.

    The client sends a change whose answer was lost again; its token shows that it was already carried out.
    """
    token = ids.random_text(ids.BODY_LENGTH)
    try:
        update = Update(set={**changes, "change": token}, remove=remove)
        return ctx.store.update(IMPORT, import_id, update, condition=condition)
    except ConditionFailed as failure:
        if failure.item is not None and failure.item.get("change") == token:
            return failure.item
        raise _Elsewhere(failure.item) from failure


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
    return _moved(state, ctx, {"is_converted": True, "size": file.size, "tag": file.tag}, remove=["converts"])


def _slice(state: Item, seen: SeenIds, addresses: Addresses, ctx: Context, files: TenantFiles) -> Item:
    """Process one slice, adding its ids to `seen` and its addresses to `addresses`; returns the state after it.

    Raises _Elsewhere when another worker has taken the lock.
    """
    try:
        pieces = files.read(table(state), state["offset"], tag=state.get("tag"))
        size = SLICE_ROWS if state.get("on_existing", CREATE) == CREATE else SLICE_BY_ADDRESS
        record_list = list(islice(records(pieces, state["offset"]), size))
    except (RecordTooLong, NotText):
        return _failed(state, ctx, "row", "format")
    except FileChanged:
        return _failed(state, ctx, "csv", FILE_CHANGED)
    every = list(_rows(record_list, state))
    rows = [row for row in every if not is_by_address(row, state)]
    noted = state.get("lease")
    planned = plan(rows, ctx, state["id"], seen, frozenset(noted["makes"]) if noted else frozenset())
    makes = [one.number for one in planned if one.result == CREATED]
    own = range(noted["first"], noted["first"] + len(noted["makes"])) if noted else range(0)
    planned = with_warnings(planned, ctx, addresses, own)
    if not state["dry_run"]:
        if makes and noted is None:
            lease: dict[str, Any] = {"first": ctx.store.lease_sequence(CONTACT, len(makes)), "makes": makes}
            state = _moved(state, ctx, {"lease": lease, "last": lease["first"] + len(makes) - 1})
        first = state["lease"]["first"] if makes else None
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
    return _moved(state, ctx, after, remove=["lease"])


def _completed(state: Item, ctx: Context, files: TenantFiles) -> Item:
    """The state of a completed import; a file without any row has a report too."""
    write_report(files, state, state["step"])
    return _moved(state, ctx, {"status": "completed"})


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
    return _moved(state, ctx, {"status": "failed", "errors": [*state["errors"], error]})
