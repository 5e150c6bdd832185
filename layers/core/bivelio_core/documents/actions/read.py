"""Read a document as data: its text, the rows of its table, or its JSON."""

from typing import Any, Literal

from bivelio_core.context import Context
from bivelio_core.documents import sample_files
from bivelio_core.documents.analysis import reader
from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.data import process
from bivelio_core.documents.data_models import TEXT_PART, DocumentData, Form, ReadDocument
from bivelio_core.documents.refused import refusal
from bivelio_core.documents.storage import documents_of, file_of, uploads_of
from bivelio_core.documents.stored import load
from bivelio_core.documents.uploads import uploaded
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.files import FileChanged

TABLES = {"text/csv": "rows", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "rows"}
FIELD = "document_id"


def read(request: ReadDocument, ctx: Context) -> DocumentData:
    """A part of a document as data. It reads the whole file each time, in a process that it may kill.

    Raises ResourceForbidden, ResourceNotFound, Conflict while the file is awaited, Unprocessable for a file that is not
    of the form that was asked for, or exceeds what may be read.
    """
    item = load(request.document_id, ctx)
    content, mime_type = _content(item, ctx)
    form = _form(request.form, item["filename"], mime_type)
    try:
        part = _text(content, request.offset) if form == "text" else _data(content, form, request)
    except Refused as refused:
        raise refusal("sheet" if refused.reason == "no_sheet" else FIELD, refused.reason) from refused
    about: dict[str, Any] = {"document_id": request.document_id, "filename": item["filename"], "mime_type": mime_type}
    return DocumentData(**about, kind=form, offset=request.offset, **part)


def _content(item: Item, ctx: Context) -> tuple[bytes, str]:
    """The bytes of a document and their type, also of one whose file was uploaded and is still to be taken."""
    if sample := item.get("sample_file"):
        return sample_files.FILES[sample](), item["mime_type"]
    if item["status"] == "stored":
        files, tag, mime_type = documents_of(ctx.tenant), None, item["mime_type"]
    elif (file := uploaded(item, ctx)) is not None:
        files, tag, mime_type = uploads_of(ctx.tenant), file.tag, file.mime_type
    else:
        raise Conflict(details={"reason": "not_uploaded"})
    if files.state(file_of(item)) is None:
        raise refusal(FIELD, "not_kept")
    try:
        return b"".join(files.read(file_of(item), tag=tag)), mime_type
    except FileChanged as error:
        raise ChangedMeanwhile from error


def _form(wanted_form: Form | Literal["auto"], filename: str, mime_type: str) -> Form:
    if wanted_form != "auto":
        return wanted_form
    if mime_type in TABLES:
        return "rows"
    return "json" if filename.casefold().endswith(".json") else "text"


def _data(content: bytes, form: str, request: ReadDocument) -> dict[str, Any]:
    return process.ask(
        content, form=form, offset=request.offset, limit=request.limit, sheet=request.sheet, header=request.header
    )


def _text(content: bytes, offset: int) -> dict[str, Any]:
    reading = reader.read(content)
    text = reading.text
    if not text.strip():
        raise Refused("no_text", "it has no text")
    end = min(len(text), offset + TEXT_PART)
    next_offset = end if end < len(text) else None
    return {"text": text[offset:end], "total_characters": len(text), "is_cut": reading.cut, "next_offset": next_offset}
