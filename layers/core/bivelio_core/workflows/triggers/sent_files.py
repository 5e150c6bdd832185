"""The files of a form that a call of a workflow's URL brings: kept as documents, where the trigger says so.

They wait in the bucket beside what the queue carries, and the worker keeps each once, before it starts the run: under a
key made of the run's place, so that a message that comes again finds the documents of the first time.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from bivelio_core import domain, ids
from bivelio_core.errors import Unprocessable
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.tenant_store import TenantStore

AREA = "inbound"
NAME_LENGTH = ids.BODY_LENGTH + ids.TAG_LENGTH
UNTYPED = "application/octet-stream"


class ReceivedFile(Protocol):
    """A file, and where the input tells of it: under a field, at a place where the field has several values."""

    @property
    def field(self) -> str:
        """The field's name."""

    @property
    def position(self) -> int | None:
        """The place among several values; None for a field with one."""

    @property
    def filename(self) -> str:
        """The file's name, cleaned."""

    @property
    def content(self) -> bytes:
        """The file."""


def with_places(body: dict[str, Any], files: Sequence[ReceivedFile]) -> dict[str, Any]:
    """The input with a `document_id`, null until the file is kept, at each of its files: a schema sees it there."""
    placed = {**body}
    for each in files:
        value = placed[each.field]
        if each.position is None:
            placed[each.field] = {**value, "document_id": None}
        else:
            placed[each.field] = [
                {**one, "document_id": None} if at == each.position else one for at, one in enumerate(value)
            ]
    return placed


def put(store: TenantStore, workflow_id: str, files: Sequence[ReceivedFile]) -> list[dict[str, Any]]:
    """Put the files into the bucket; what the message says of them."""
    area, waiting = TenantFiles.of(store.tenant, AREA), []
    for each in files:
        name = f"{workflow_id}/{ids.random_text(NAME_LENGTH)}"
        area.put(name, each.content, UNTYPED)
        waiting.append({"field": each.field, "position": each.position, "filename": each.filename, "file": name})
    return waiting


def keep(store: TenantStore, place: str, content: dict[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    """Keep the files as documents, once for a run's place; the input with `document_id` at each of them.

    It is null for a file of a type that no document has.
    """
    area = TenantFiles.of(store.tenant, AREA)
    for number, each in enumerate(files):
        body = b"".join(area.read(each["file"]))
        value = content[each["field"]]
        about = value if each["position"] is None else value[each["position"]]
        try:
            key = LastingKey(f"inbound:{place}:file:{number}")
            about["document_id"] = domain.keeper_of_files()(store, each["filename"], body, key)
        except Unprocessable:
            about["document_id"] = None
    return content
