"""The body of a call that starts a workflow, as an object: JSON, or the fields of a web form, with its files."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bivelio_core.errors import TooLarge, ValidationError
from bivelio_core.faults import Fault

from .inbound import Call
from .parse import parse_document, parse_form

FORM, FORM_WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
ACCEPTED = f"application/json, {FORM}, {FORM_WITH_FILES}"

MAXIMUM_BYTES = 1_000_000
"""Of a body without files."""

MAXIMUM_BYTES_WITH_FILES = 4_000_000
"""Of a form with files: API Gateway hands it over in base64, and Lambda is invoked with 6 MB at most."""


class SentFile(NamedTuple):
    """A file of a form: under which name, and at which place among several of that name, `document` tells of it."""

    field: str
    position: int | None
    filename: str
    content_type: str
    content: bytes


class Body(NamedTuple):
    """What was sent. `document` has of each file its name, type and size."""

    document: dict[str, Any]
    files: Sequence[SentFile] = ()


def require_size(call: Call) -> None:
    """Raise TooLarge for a body that is larger than its type may be, before anything is done with it."""
    limit = MAXIMUM_BYTES_WITH_FILES if _kind(call) == FORM_WITH_FILES else MAXIMUM_BYTES
    if len(call.body) > limit:
        raise TooLarge([Fault("body", "max_bytes", {"limit": limit})])


def read(call: Call) -> Body:
    """What was sent. JSON that is no object becomes `{"body": ...}`. Raises ValidationError, also for other types."""
    kind = _kind(call)
    if kind == FORM_WITH_FILES:
        return _form_with_files(call)
    if kind == FORM:
        return Body(parse_form(call.body))
    if call.body and kind != "application/json" and not kind.endswith("+json"):
        raise ValidationError.of("Content-Type", "choice", expected=ACCEPTED)
    document = parse_document(call.body)
    return Body(document if isinstance(document, dict) else {"body": document})


def _kind(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def _form_with_files(call: Call) -> Body:
    """The fields of a form and its files; what is there several times becomes a list, and no file is null."""
    from bivelio_core import file_names  # noqa: PLC0415 - few calls bring files

    from . import multipart  # noqa: PLC0415

    values: dict[str, list[Any]] = {}
    files: list[SentFile] = []
    for part in multipart.parse(call.headers.get("content-type", ""), call.body):
        several = values.setdefault(part.name, [])
        if part.filename is None:
            several.append(multipart.text_of(part))
        elif not part.filename and not part.content:  # a field of a form in which nobody has chosen a file
            several.append(None)
        else:
            filename = file_names.cleaned(part.filename.rpartition("\\")[2]) or "file"
            several.append({"filename": filename, "content_type": part.content_type, "size": len(part.content)})
            files.append(SentFile(part.name, len(several) - 1, filename, part.content_type, part.content))
    if len(files) > multipart.MAXIMUM_FILES:
        raise ValidationError.of("body", "max_items", limit=multipart.MAXIMUM_FILES)
    document = {name: several[0] if len(several) == 1 else several for name, several in values.items()}
    placed = [each if len(values[each.field]) > 1 else each._replace(position=None) for each in files]
    return Body(document, placed)
