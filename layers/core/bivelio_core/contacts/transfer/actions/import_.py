"""Import contacts: begin, upload the file, continue. import_work.py carries imports out."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bivelio_core import clock, ids
from bivelio_core.contacts.transfer import queue
from bivelio_core.contacts.transfer.columns import Table, table_of
from bivelio_core.contacts.transfer.formats import MAXIMUM_WORKBOOK, Format, TooLarge, as_csv
from bivelio_core.contacts.transfer.import_files import CONTENT_TYPE, source
from bivelio_core.contacts.transfer.models import Import, ImportContacts, Upload
from bivelio_core.contacts.transfer.preview import header_of, preview_of
from bivelio_core.contacts.transfer.reading import load_import, show_import
from bivelio_core.contacts.transfer.records import NotText, RecordTooLong, records
from bivelio_core.contacts.transfer.rows import RESULTS
from bivelio_core.contacts.transfer.storage import expiry, files_of
from bivelio_core.contacts.transfer.table_format import Header
from bivelio_core.context import Context
from bivelio_core.errors import (
    ChangedMeanwhile,
    Conflict,
    Unprocessable,
    ValidationError,
)
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import fingerprint_of, require_same_request
from bivelio_core.store.files import FileChanged, FileState, TenantFiles
from bivelio_core.store.keys import IMPORT

MAXIMUM_BYTES = 50_000_000

UPLOAD_SECONDS = 900

MATCHING = frozenset({"on_existing", "on_match", "match_on"})
OPEN = ("awaiting_upload", "previewed")
"""The statuses of an import that has not begun."""

NOT_TEXT = register("contacts", "not_csv")


def import_(request: ImportContacts, ctx: Context) -> Import:
    """Begin or continue an import. Raises Unprocessable for a file whose first row is invalid.

    A request that is repeated with its Idempotency-Key continues its import and begins no second one. Raises
    IdempotencyMismatch when the key began an import with another request.
    """
    files = files_of(ctx.tenant)
    if request.csv is not None and request.id is not None:
        raise ValidationError.of("id", "unknown_field")
    if request.id is not None:
        return _continued(load_import(request.id, ctx), request, ctx, files)
    state = _new(request, ctx)
    if ctx.idempotency_key is not None and (former := ctx.store.get(IMPORT, state["id"])) is not None:
        require_same_request(former, state["fingerprint"])
        return show_begun(former, ctx, files) if request.csv is None else _continued(former, request, ctx, files)
    if request.csv is None:
        ctx.store.put(IMPORT, state["id"], state)
        return show_begun(state, ctx, files)
    content = request.csv.encode()
    _checked([content], request)  # before anything is stored
    files.put(source(state), content, CONTENT_TYPE)
    return _continued(state, request, ctx, files)


def _continued(state: Item, request: ImportContacts, ctx: Context, files: TenantFiles) -> Import:
    """Look at the file, or import it."""
    if request.mode == "preview" and state["status"] in OPEN:
        return _previewed(state, request, ctx, files)
    return _started(state, request, ctx, files)


def _previewed(state: Item, request: ImportContacts, ctx: Context, files: TenantFiles) -> Import:
    """The columns of a file that is there, with their proposed fields."""
    file = _uploaded(state, files)
    with _readable():
        preview = preview_of(files.read(source(state), tag=file.tag), request.mapping)
    if state["status"] != "previewed":
        state = {**_attributes(state), "status": "previewed", "updated_at": clock.timestamp()}
        ctx.store.put(IMPORT, state["id"], state)
    return show_import(state, ctx, files).model_copy(update={"program": preview.program, "columns": preview.columns})


def show_begun(state: Item, ctx: Context, files: TenantFiles) -> Import:
    """The resource in the answer that begins the import: with the URL to upload the file to."""
    import_ = show_import(state, ctx, files)
    if state["status"] != "awaiting_upload":
        return import_
    upload = Upload(
        url=files.upload_url(source(state), CONTENT_TYPE, UPLOAD_SECONDS),
        content_type=CONTENT_TYPE,
        maximum_bytes=MAXIMUM_BYTES,
        expires_at=clock.timestamp(clock.real_now() + timedelta(seconds=UPLOAD_SECONDS)),
    )
    return import_.model_copy(update={"upload": upload})


def _new(request: ImportContacts, ctx: Context) -> Item:
    now = clock.timestamp()
    return {
        "id": ids.id_for_key("import", ctx.organisation, ctx.idempotency_key),
        "status": "awaiting_upload",
        "dry_run": request.dry_run,
        **_matching(request),
        **({"fingerprint": fingerprint_of(request)} if ctx.idempotency_key else {}),
        "language": ctx.language,
        "size": 0,
        "offset": 0,
        "row": 1,
        "step": 0,
        "errors": [],
        "warned": 0,
        "warnings": [],
        **dict.fromkeys(RESULTS, 0),
        "created_at": now,
        "updated_at": now,
        **expiry(ctx.tenant),
    }


def _started(state: Item, request: ImportContacts, ctx: Context, files: TenantFiles) -> Import:
    """Check the file's first row and start the worker; a running import gets another message.

    The import reads the file that is there now: the worker refuses one that is uploaded afterwards.
    """
    if state["status"] in OPEN:
        file = _uploaded(state, files)
        form, header, table = _checked(files.read(source(state), tag=file.tag), request)
        state = {
            **_attributes(state),
            "status": "running",
            "dry_run": request.dry_run,
            "size": file.size,
            "tag": file.tag,
            "offset": header.end,
            "row": header.rows,
            "delimiter": header.delimiter,
            **table.stored(),
            **(_matching(request) if MATCHING & request.model_fields_set else {}),
            "is_noted": not request.dry_run,
            **({} if form == "csv" else {"converts": form}),
            "updated_at": clock.timestamp(),
        }
        ctx.store.put(IMPORT, state["id"], state)
    if state["status"] == "running":
        queue.send("import", state["id"], ctx.tenant, state["language"])
    return show_import(state, ctx, files)


def _matching(request: ImportContacts) -> Item:
    """By what rows find their contact, and what becomes of it."""
    on_existing = request.on_match or ("update" if request.match_on else request.on_existing)
    return {"on_existing": on_existing, **({"match_on": request.match_on} if request.match_on else {})}


def _attributes(state: Item) -> Item:
    return {name: value for name, value in state.items() if name not in ("PK", "SK")}


def _uploaded(state: Item, files: TenantFiles) -> FileState:
    """The uploaded file. Raises Conflict when there is none, Unprocessable for one that is too large."""
    file = files.state(source(state))
    if file is None:
        raise Conflict(details={"reason": "not_uploaded"})
    if file.size > MAXIMUM_BYTES:
        raise Unprocessable.of("csv", "max_bytes", limit=MAXIMUM_BYTES)
    return file


def _checked(pieces: Iterable[bytes], request: ImportContacts) -> tuple[Format, Header, Table]:
    """The format of a file, its header, and its columns. Raises Unprocessable for invalid ones."""
    with _readable():
        form, lines = as_csv(pieces)
        record_list = records(lines, 0)
        header = header_of(record_list)
        return form, header, table_of(header, record_list, request.mapping)


@contextmanager
def _readable() -> Iterator[None]:
    """Reading a file; raises Unprocessable for one that is no table of text."""
    try:
        yield
    except FileChanged as error:
        raise ChangedMeanwhile from error
    except (RecordTooLong, csv.Error) as error:
        raise Unprocessable.of("csv", "format", expected="csv") from error
    except NotText as error:
        raise Unprocessable.of("csv", NOT_TEXT) from error
    except TooLarge as error:
        raise Unprocessable.of("csv", "max_bytes", limit=MAXIMUM_WORKBOOK) from error
