"""Imports of contacts: begin, look, and go on, a slice of rows at a time.

An import is an item that says how far it is. A slice is read from there, its fresh sequence numbers are leased and
noted with the item, its rows are written, its part of the report is written, and the item moves on, in this order:
whatever dies where, the slice is done again with the same numbers and ends the same.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Condition, Update, absent, all_of, any_of, compare, equals
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.index.head import TAIL_LIMIT
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.keys import CONTACT, IMPORT
from bivelio_core.store.table import ConditionFailed

from . import queue
from .models import Import, ImportContacts, RowError, Upload
from .records import Record, RecordTooLong, cells, records
from .rows import CREATED, RESULTS, Planned, Row, carry_out, plan
from .table_format import delimiter_of, fields_of, header_faults, normalised_columns

CONTENT_TYPE = "text/csv"
MAXIMUM_BYTES = 50_000_000
UPLOAD_SECONDS, DOWNLOAD_SECONDS = 900, 3_600
SLICE_ROWS = 1_000
BACKLOG = TAIL_LIMIT - SLICE_ROWS
"""So many contacts may wait for the index before a slice is written: with it, what lists read themselves."""

LOCK_SECONDS = 120
"""Longer than a slice can take. With the function's timeout it is shorter than the queue hides a message, so that the
attempt after a crash finds no lock."""

PAUSE_SECONDS, ELSEWHERE_SECONDS = 1, 30
"""When to go on: once the index has had time to catch up; once another worker may have died. As long as an import is
running, a message has it go on."""

SHOWN_ERRORS = 20
REPORT_HEADER = ("row", "result", "id", "field", "constraint", "message")


def begin(request: ImportContacts, ctx: Context, files: TenantFiles) -> Import:
    """Begin an import, or have one go on. Raises Unprocessable for a file whose first row cannot be used.

    A request that is repeated with its Idempotency-Key has its import go on, and begins no other.
    """
    if request.csv is not None and request.id is not None:
        raise ValidationError.of("id", "unknown_field")
    if request.id is not None:
        return _started(load(request.id, ctx), request.dry_run, ctx, files)
    state = _new(request.dry_run, ctx)
    if ctx.idempotency_key is not None and (begun := ctx.store.get(IMPORT, state["id"])) is not None:
        return show(begun, ctx, files) if request.csv is None else _started(begun, request.dry_run, ctx, files)
    if request.csv is None:
        ctx.store.put(IMPORT, state["id"], state)
        return show(state, ctx, files)
    content = request.csv.encode()
    _format([content])  # before anything is kept
    files.put(_source(state), content, CONTENT_TYPE)
    return _started(state, request.dry_run, ctx, files)


def load(import_id: str, ctx: Context) -> Item:
    """The state of an import. Raises ResourceForbidden, ResourceNotFound."""
    if ids.is_foreign("import", import_id, ctx.organisation):
        raise ResourceForbidden
    state = ctx.store.get(IMPORT, import_id)
    if state is None:
        raise ResourceNotFound
    return state


def show(state: Item, ctx: Context, files: TenantFiles) -> Import:
    """The resource of a state."""
    upload, report = None, None
    if state["status"] == "awaiting_upload":
        upload = Upload(
            url=files.upload_url(_source(state), CONTENT_TYPE, UPLOAD_SECONDS),
            content_type=CONTENT_TYPE,
            maximum_bytes=MAXIMUM_BYTES,
            expires_at=clock.timestamp(clock.now() + timedelta(seconds=UPLOAD_SECONDS)),
        )
    if state["status"] == "completed":
        report = files.download_url(_report(state), f"{state['id']}.csv", DOWNLOAD_SECONDS)
    return Import(
        **{name: state[name] for name in ("id", "status", "dry_run", "created_at", "updated_at")},
        **{name: state[name] for name in RESULTS},
        progress=round(state["offset"] / state["size"], 3) if state["size"] else 0.0,
        rows=sum(state[name] for name in RESULTS),
        errors=[_shown(error, ctx.language) for error in state["errors"]],
        upload=upload,
        report_url=report,
    )


def _new(dry_run: bool, ctx: Context) -> Item:  # noqa: FBT001
    now = clock.timestamp()
    return {
        "id": ids.id_for_key("import", ctx.organisation, ctx.idempotency_key),
        "status": "awaiting_upload",
        "dry_run": dry_run,
        "language": ctx.language,
        "size": 0,
        "offset": 0,
        "row": 1,
        "step": 0,
        "errors": [],
        **dict.fromkeys(RESULTS, 0),
        "created_at": now,
        "updated_at": now,
    }


def _started(state: Item, dry_run: bool, ctx: Context, files: TenantFiles) -> Import:  # noqa: FBT001
    """Check the file's first row and let the worker begin; one that is running is woken again."""
    if state["status"] == "awaiting_upload":
        size = files.size(_source(state))
        if size is None:
            raise Conflict(details={"reason": "not_uploaded"})
        if size > MAXIMUM_BYTES:
            raise Unprocessable.of("csv", "max_bytes", limit=MAXIMUM_BYTES)
        state = {
            **{name: value for name, value in state.items() if name not in ("PK", "SK")},
            "status": "running",
            "dry_run": dry_run,
            "size": size,
            **_format(files.read(_source(state))),
            "updated_at": clock.timestamp(),
        }
        ctx.store.put(IMPORT, state["id"], state)
    if state["status"] == "running":
        queue.send("import", state["id"], ctx.tenant, state["language"])
    return show(state, ctx, files)


def _format(pieces: Iterable[bytes]) -> Item:
    """What the first row of a file says: its columns, how cells are told apart, where the rows begin.

    Raises Unprocessable for one that cannot be used.
    """
    try:
        header = next(records(pieces, 0), None)
    except RecordTooLong as error:
        raise Unprocessable.of("csv", "format") from error
    if header is None or not header.text.strip():
        raise Unprocessable.of("csv", "format")
    delimiter = delimiter_of(header.text)
    columns = normalised_columns(cells(header.text, delimiter))
    if faults := header_faults(columns):
        raise Unprocessable(faults)
    return {"offset": header.end, "delimiter": delimiter, "columns": columns}


# The worker's side


def go_on(import_id: str, ctx: Context, files: TenantFiles, has_time: Callable[[], bool]) -> int | None:
    """Do slices while there is time; answers in how many seconds to go on, None when nothing is left to do."""
    owner = ids.random_text(ids.BODY_LENGTH)
    try:
        state = _locked(import_id, owner, ctx)
        while state["status"] == "running" and has_time() and not _must_wait(state, ctx):
            is_read = state["offset"] >= state["size"]
            state = _moved(state, ctx, {"status": "completed"}) if is_read else _slice(state, ctx, files)
    except _Elsewhere as elsewhere:
        return ELSEWHERE_SECONDS if elsewhere.is_running else None
    finally:
        _unlock(import_id, owner, ctx)
    return PAUSE_SECONDS if state["status"] == "running" else None


class _Elsewhere(Exception):
    """Somebody else works on the import, or it has ended."""

    def __init__(self, state: Item | None) -> None:
        super().__init__()
        self.is_running = state is not None and state["status"] == "running"


def _locked(import_id: str, owner: str, ctx: Context) -> Item:
    now = int(clock.epoch())
    is_free = any_of(absent("locked_until"), compare("locked_until", "<", now))
    lock = {"locked_until": now + LOCK_SECONDS, "locked_by": owner}
    return _changed(import_id, ctx, lock, all_of(equals("status", "running"), is_free))


def _unlock(import_id: str, owner: str, ctx: Context) -> None:
    with suppress(ConditionFailed):  # the lock was never ours, or has passed to somebody else
        is_ours = equals("locked_by", owner)
        ctx.store.update(IMPORT, import_id, Update(remove=["locked_until", "locked_by"]), condition=is_ours)


def _moved(state: Item, ctx: Context, changes: dict[str, Any], remove: Sequence[str] = ()) -> Item:
    """The state after a step forward, which only the lock's owner may take."""
    set_to = {**changes, "updated_at": clock.timestamp()}
    condition = all_of(equals("step", state["step"]), equals("locked_by", state["locked_by"]))
    return _changed(state["id"], ctx, set_to, condition, remove)


def _changed(
    import_id: str, ctx: Context, changes: dict[str, Any], condition: Condition, remove: Sequence[str] = ()
) -> Item:
    """The state after a conditional change. Raises _Elsewhere when the condition does not hold.

    A change whose answer was lost is sent again by the client, and then meets itself: its token tells.
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
    """Whether the index has to catch up first: lists stay exact during an import, and it ends with its last contact."""
    if state["dry_run"]:
        return False
    head = read_head(ctx.store, CONTACTS)
    if state["offset"] >= state["size"]:
        return bool(head.summary.high < state.get("last", 0))
    return head.last - head.summary.high > BACKLOG


def _slice(state: Item, ctx: Context, files: TenantFiles) -> Item:
    """One slice; answers the state after it. Raises _Elsewhere when the lock has passed to somebody else."""
    try:
        found = list(islice(records(files.read(_source(state), state["offset"]), state["offset"]), SLICE_ROWS))
    except RecordTooLong:
        return _moved(state, ctx, {"status": "failed", "errors": [*state["errors"], _unreadable(state)]})
    rows = list(_rows(found, state))
    noted = state.get("lease")
    planned = plan(rows, ctx, state["id"], frozenset(noted["makes"]) if noted else frozenset())
    makes = [one.number for one in planned if one.result == CREATED]
    if not state["dry_run"]:
        if makes and noted is None:
            lease: dict[str, Any] = {"first": ctx.store.lease_sequence(CONTACT, len(makes)), "makes": makes}
            state = _moved(state, ctx, {"lease": lease, "last": lease["first"] + len(makes) - 1})
        first = state["lease"]["first"] if makes else None
        planned = carry_out(planned, ctx, first, again=noted is not None)
    files.put(_part(state, state["step"]), _report_lines(planned, state["language"]), CONTENT_TYPE)
    end = found[-1].end if found else state["size"]
    after = {
        **{name: state[name] + sum(one.result == name for one in planned) for name in RESULTS},
        "errors": [*state["errors"], *_errors(planned)][:SHOWN_ERRORS],
        "offset": end,
        "row": state["row"] + len(found),
        "step": state["step"] + 1,
        "locked_until": int(clock.epoch()) + LOCK_SECONDS,
    }
    if end >= state["size"]:
        parts = (b"".join(files.read(_part(state, step))) for step in range(after["step"]))
        files.put(_report(state), _csv_line(REPORT_HEADER) + b"".join(parts), CONTENT_TYPE)
    return _moved(state, ctx, after, remove=["lease"])


def _rows(found: Sequence[Record], state: Item) -> Iterator[Row]:
    for number, record in enumerate(found, start=state["row"] + 1):
        values = cells(record.text, state["delimiter"])
        if any(cell.strip() for cell in values):
            yield Row(number, *fields_of(state["columns"], values))


def _errors(planned: Sequence[Planned]) -> list[dict[str, Any]]:
    return [
        {"row": one.number, "field": fault.field, "constraint": fault.constraint, "values": fault.values}
        for one in planned
        for fault in one.faults
    ]


def _unreadable(state: Item) -> dict[str, Any]:
    return {"row": state["row"] + 1, "field": "row", "constraint": "format", "values": {}}


def _shown(error: dict[str, Any], language: str) -> RowError:
    fault = Fault(error["field"], error["constraint"], error["values"])
    return RowError(row=error["row"], field=fault.field, constraint=fault.constraint, message=fault.message(language))


def _report_lines(planned: Sequence[Planned], language: str) -> bytes:
    lines = []
    for one in planned:
        told = (one.number, one.result, one.id or "")
        lines += [_csv_line((*told, f.field, f.constraint, f.message(language))) for f in one.faults] or [
            _csv_line((*told, "", "", ""))
        ]
    return b"".join(lines)


def _csv_line(values: Sequence[Any]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(values)
    return line.getvalue().encode()


def _source(state: Item) -> str:
    return f"imports/{state['id']}/contacts.csv"


def _report(state: Item) -> str:
    return f"imports/{state['id']}/report.csv"


def _part(state: Item, step: int) -> str:
    return f"imports/{state['id']}/report/{step:05d}.csv"
